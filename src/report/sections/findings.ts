import type { Finding } from '../finding.js';
import { howFar } from '../how-far.js';
import { failingOutputs, worstRatio } from '../outcome.js';
import { type Advice, type Line, names, prose, type Section, text } from '../section.js';
import type { ReportKind } from '../view.js';

/** What is wrong, why, and what to do; numbered. */
export const findingsSection: Section = {
  name: 'findings',
  title: 'Findings',
  item: 'finding',
  share: 0.25,
  open: { comment: 8, summary: 100 },
  content: ({ findings }, kind) => ({ kind: 'advice', items: findings.map((finding) => adviceOf(finding, kind)) }),
};

/** Names in a heading. */
const SHOWN = 3;
/** Names below it in a comment, which is to be read in twenty seconds; the table of all cells has the others. */
const LISTED = 12;

function adviceOf(finding: Finding, kind: ReportKind): Advice {
  const [worst] = finding.cells;
  const isMeasured =
    worst !== undefined && finding.state === 'drift' && worstRatio(failingOutputs(worst.outputs)) !== null;
  // Elsewhere the table of failures has it.
  const far = kind === 'terminal' && isMeasured ? howFar(finding) : [];
  return {
    symbol: finding.symbol,
    heading: [...subjectOf(finding), prose(finding.finding)],
    body: bodyOf(finding, far, listedIn(kind)),
    advice: [prose(finding.fix)],
  };
}

/** A page has all names in the heading. */
function listedIn(kind: ReportKind): number {
  if (kind === 'page') return 0;
  return kind === 'comment' ? LISTED : Number.POSITIVE_INFINITY;
}

/** How far it is, the evidence, and every name that the heading has no space for: sentences, those that there are. */
function bodyOf({ finding, evidence, models, runtimes }: Finding, far: Line, most: number): Line | null {
  const left = [models, runtimes].filter(
    (all) => most > 0 && all.length > SHOWN && !all.every((one) => finding.includes(one)),
  );
  const opening = left.every((one) => one.length <= most) ? 'All: ' : 'Among them: ';
  const all = left.flatMap(
    (one, index): Line => [text(index === 0 ? opening : '; '), names(one, Math.min(most, one.length))],
  );
  const sentences: Line[] = [
    far.length === 0 ? [] : [...far, text('.')],
    evidence === '' ? [] : [prose(evidence)],
    all.length === 0 ? [] : [...all, text('.')],
  ].filter((one) => one.length > 0);
  if (sentences.length === 0) return null;
  return sentences.flatMap((one, index) => (index === 0 ? one : [text(' '), ...one]));
}

/** The finding's verb is in the singular: it goes on only after one model. */
function subjectOf({ models, runtimes, continues }: Finding): Line {
  if (models.length === 0 || runtimes.length === 0) return [];
  return [
    names(models, SHOWN),
    text(' on '),
    names(runtimes, SHOWN),
    text(continues ? (models.length === 1 ? ' ' : ': each ') : ': '),
  ];
}
