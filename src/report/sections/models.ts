import { formatBytes } from '../../number-format.js';
import type { ResultModel } from '../../results/schema.js';
import { column, FOLDED, type Line, name, type Section, text } from '../section.js';

/** The committed forms, their inputs, and what they are compared with. */
export const modelsSection: Section = {
  name: 'models',
  title: 'Models',
  item: 'file',
  share: 0.15,
  open: FOLDED,
  content: ({ results }) => ({
    kind: 'table',
    columns: [
      column('model'),
      column('file'),
      column('format'),
      column('size', 'right'),
      column('SHA-256'),
      column('inputs'),
      column('compared with'),
    ],
    rows: results.models.flatMap((model) => model.forms.map((form) => rowOf(model, form))),
  }),
};

function rowOf(
  model: ResultModel,
  { path, format, bytes, sha256, precision }: ResultModel['forms'][number],
): readonly Line[] {
  return [
    [name(model.id)],
    [name(path)],
    [text(`${format ?? 'unreadable'}${precision === undefined ? '' : ` (declared ${precision})`}`)],
    [text(formatBytes(bytes))],
    [name(sha256.slice(0, 12))],
    [text(model.goldens)],
    [text(referenceText(model))],
  ];
}

function referenceText({ reference }: ResultModel): string {
  if (reference === null) return 'none';
  return reference.kind === 'committed' ? 'committed outputs' : `${reference.runtime} ${reference.version}`;
}
