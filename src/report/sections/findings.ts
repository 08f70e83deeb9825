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

function adviceOf(finding: Finding): Advice {
  return {
    symbol: finding.symbol,
    heading: [...subjectOf(finding), prose(finding.finding)],
    body: finding.evidence === '' ? null : [prose(finding.evidence)],
    advice: [prose(finding.fix)],
  };
}

/** The finding's verb is in the singular: it goes on only after one model. */
function subjectOf({ models, runtimes, continues }: Finding): Line {
  if (models.length === 0 || runtimes.length === 0) return [];
  return [names(models, 3), text(' on '), names(runtimes, 3), text(continues && models.length === 1 ? ' ' : ': ')];
}
