import type { Finding } from '../finding.js';
import { howFar } from '../how-far.js';
import type { ReportKind } from '../report-kind.js';
import { type Advice, type Line, names, prose, type Section, text } from '../section.js';

/** What is wrong, why, and what to do; numbered. */
export const findingsSection: Section = {
  name: 'findings',
  title: 'Findings',
  item: 'finding',
  share: 0.25,
  open: { comment: 8, summary: 100 },
  content: ({ findings }, kind) => ({ kind: 'advice', items: findings.map((finding) => adviceOf(finding, kind)) }),
};

function adviceOf(finding: Finding, kind: ReportKind): Advice {
  // Elsewhere the table of failures has it.
  const far = kind === 'terminal' && finding.state === 'drift' ? howFar(finding) : [];
  return {
    symbol: finding.symbol,
    heading: [...subjectOf(finding), prose(finding.finding)],
    body:
      finding.evidence === '' && far.length === 0
        ? null
        : [...far, ...(far.length > 0 ? [text('. ')] : []), prose(finding.evidence)],
    advice: [prose(finding.fix)],
  };
}

/** The finding's verb is in the singular: it goes on only after one model. */
function subjectOf({ models, runtimes, continues }: Finding): Line {
  if (models.length === 0 || runtimes.length === 0) return [];
  return [names(models, 3), text(' on '), names(runtimes, 3), text(continues && models.length === 1 ? ' ' : ': ')];
}
