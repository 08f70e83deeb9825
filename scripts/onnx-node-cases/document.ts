import { type Cell, markdownTable } from '../markdown-table.js';
import type { CaseResults, FailedCase, Opinion } from './case-results.js';
import { refusalTable } from './refusals.js';
import { whoIsRight } from './who-is-right.js';

/** The generated part of docs/onnx-node-cases.md. */
export function casesSection({ results, versions, subject }: CaseResults): string {
  const failed = results.filter((one) => one.state === 'failed');
  const unrun = results.filter((one) => one.state === 'not run');
  const passed = results.length - failed.length - unrun.length;
  return [
    `${results.length} cases, with ${versions.map(([title, version]) => `${title} ${version}`).join(', ')}: ` +
      `**${passed} passed, ${failed.length} failed, ${unrun.length} could not be run** on ${subject}.`,
    '### Mismatches',
    failed.length === 0 ? 'None.' : mismatches(failed, subject),
    '### Not run',
    refusalTable(unrun),
  ].join('\n\n');
}

function mismatches(failed: readonly FailedCase[], subject: string): string {
  const others = failed[0]?.opinions.map(({ runtime }) => runtime) ?? [];
  const rows = failed.map((one): Cell[] => [
    `\`${one.name.replace(/^test_/, '')}\``,
    one.difference.text,
    ...one.opinions.map(opinionInWords),
    whoIsRight(one, subject),
  ]);
  const headings = ['case', 'difference from its golden', ...others, 'who is right, as far as known'];
  return markdownTable(headings, rows);
}

function opinionInWords(opinion: Opinion): string {
  if (opinion.kind === 'not run') return 'not run';
  const { golden, subject } = opinion;
  if (golden) return subject ? 'with both' : 'with the golden';
  return subject ? 'with ONNX Runtime' : 'with neither';
}
