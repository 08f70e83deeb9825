import { cellReason } from '../outcome.js';
import { FOLDED, name, type Section, text } from '../section.js';

/** What runtimes and converters reported, in full: a finding has room for a few lines of it. */
export const errorsSection: Section = {
  name: 'error messages',
  title: 'Error messages in full',
  item: 'message',
  share: 0.1,
  open: FOLDED,
  content: ({ cells }) => ({
    kind: 'list',
    tone: 'muted',
    items: cells.flatMap((cell) => {
      const lines = (cell.fault?.why ?? '').split('\n').filter((line) => line.trim() !== '');
      // One line is in the finding.
      if (lines.length < 2) return [];
      const message = [cell.fault?.what ?? cellReason(cell), ...lines].join(' ⏎ ');
      return [[name(cell.model), text(' on '), name(cell.runtime), text(`: ${message}`)]];
    }),
  }),
};
