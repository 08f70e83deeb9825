import type { Finding } from '../finding.js';
import { type Advice, type Line, names, prose, type Section, text } from '../section.js';

/** What is wrong, why, and what to do. */
export const findingsSection: Section = {
  name: 'findings',
  title: 'Findings',
  item: 'finding',
  share: 0.25,
  open: { comment: 20, summary: 100 },
  content: ({ findings }) => ({ kind: 'advice', items: findings.map(adviceOf) }),
};

/** Names in a heading. */
const SHOWN = 3;

function adviceOf(finding: Finding): Advice {
  return {
    symbol: finding.symbol,
    heading: [...subjectOf(finding), prose(finding.finding)],
    body: bodyOf(finding),
    advice: [prose(finding.fix)],
  };
}

/** The evidence, and every name that the heading has no space for. */
function bodyOf({ finding, evidence, models, runtimes }: Finding): Line | null {
  const left = [models, runtimes].filter((all) => all.length > SHOWN && !all.every((one) => finding.includes(one)));
  if (evidence === '' && left.length === 0) return null;
  const all = left.flatMap((one, index): Line => [text(index === 0 ? 'All: ' : '; '), names(one, one.length)]);
  return [
    prose(evidence),
    ...(evidence === '' || left.length === 0 ? [] : [text(' ')]),
    ...all,
    ...(left.length === 0 ? [] : [text('.')]),
  ];
}

/** The finding's verb is in the singular: it goes on only after one model. */
function subjectOf({ models, runtimes, continues }: Finding): Line {
  if (models.length === 0 || runtimes.length === 0) return [];
  return [
    names(models, SHOWN),
    text(' on '),
    names(runtimes, SHOWN),
    text(continues && models.length === 1 ? ' ' : ': '),
  ];
}
