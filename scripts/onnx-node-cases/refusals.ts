import { markdownTable } from '../markdown-table.js';
import type { UnrunCase } from './case-results.js';

/** How many cases with the same reason are named. */
const MOST = 12;

/** What a reason has in common with others, and what is specific to it; if nothing is, its case. */
interface Reason {
  readonly group: string;
  readonly detail?: string;
}

/** Messages of tools that cannot run something, and the reason for the texts in parentheses. */
const PATTERNS: readonly (readonly [RegExp, (first: string, second: string) => Reason])[] = [
  [
    /^(no kernel for the operator|does not know the operator) (\S+)$/,
    (what, operator) => ({ group: `${what} …`, detail: operator }),
  ],
  [/^ONNX Runtime \(Node\.js\) (takes|gives) no (\w+)$/, (verb, type) => ({ group: `${verb} no …`, detail: type })],
  [/Opset (\d+) is under development/, (opset) => ({ group: `operator set ${opset} is under development` })],
  [
    /Unrecognized attribute: (\S+) for operator (\S+)/,
    (name, type) => ({ group: `unrecognised attribute ${name} of ${type}` }),
  ],
  [/(Failed to construct locale with name:\S+?):/, (group) => ({ group })],
  [/^the golden folder of model \S+ has no golden cases$/, () => ({ group: 'the case has no inputs' })],
  [/(Batchwise recurrent operations .* are not supported)/, (group) => ({ group })],
  [/was false\. (.+)$/, (group) => ({ group })],
  // After the file and the signature of the C++ function.
  [/onnxruntime_src\/\S+ .*\)\s+(.+)$/, (group) => ({ group })],
  [/Status Message: (.+)$/, (group) => ({ group })],
];

/** Reasons without what is specific to a case, most frequent first. */
export function refusalTable(unrun: readonly UnrunCase[]): string {
  const groups = new Map<string, { by: string; group: string; details: Map<string, number>; count: number }>();
  for (const { name, by, reason } of unrun) {
    const { group, detail = name.replace(/^test_/, '') } = generalised(reason);
    const key = `${by}: ${group}`;
    const entry = groups.get(key) ?? { by, group, details: new Map<string, number>(), count: 0 };
    entry.count++;
    entry.details.set(detail, (entry.details.get(detail) ?? 0) + 1);
    groups.set(key, entry);
  }
  const rows = [...groups.values()]
    .sort((a, b) => b.count - a.count || (a.group < b.group ? -1 : 1))
    .map(({ by, group, details, count }) => [count, by, group, some(details)]);
  return markdownTable(['cases', 'rejected by', 'reason', 'which'], rows, ['cases']);
}

function generalised(reason: string): Reason {
  for (const [pattern, make] of PATTERNS) {
    const match = pattern.exec(reason);
    if (match !== null) return make(match[1] ?? '', match[2] ?? '');
  }
  return { group: reason };
}

/** The most frequent first. */
function some(details: ReadonlyMap<string, number>): string {
  const names = [...details]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([name, count]) => (count === 1 ? name : `${name} (${count})`));
  return names.length <= MOST ? names.join(', ') : `${names.slice(0, MOST).join(', ')} and ${names.length - MOST} more`;
}
