import { groupBy } from '../group-by.js';
import type { Results } from '../results/schema.js';
import type { Finding } from './finding.js';
import { isSameFault } from './same-fault.js';

/** Columns of one engine that are off alike have one fault: the worst of them tells it for all. */
export function oncePerFault(findings: readonly Finding[], runtimes: Results['runtimes']): readonly Finding[] {
  const faults: [Finding, ...Finding[]][] = [];
  // A fault has one model: of thousands, few have to be compared.
  const byModel = new Map<string, typeof faults>();
  for (const finding of findings) {
    const model = JSON.stringify(finding.models);
    const near = byModel.get(model) ?? [];
    byModel.set(model, near);
    const known = near.find(
      ([first]) =>
        first.change === finding.change &&
        first.cells.some((one) => finding.cells.some((other) => isSameFault(one, other, runtimes))),
    );
    if (known !== undefined) {
      known.push(finding);
      continue;
    }
    const fault: (typeof faults)[number] = [finding];
    faults.push(fault);
    near.push(fault);
  }
  return faults.map(([first, ...others]) =>
    others.length === 0
      ? first
      : {
          ...first,
          evidence: `${first.evidence} ${ofTheSame(first, others)}`.trim(),
          runtimes: [first, ...others].flatMap((one) => one.runtimes),
          cells: [first, ...others].flatMap((one) => one.cells),
        },
  );
}

/** Empty where what is said of the first is said of the others too. */
function ofTheSame(first: Finding, others: readonly Finding[]): string {
  const says = ({ finding, evidence, fix }: Finding) => JSON.stringify([finding, evidence, fix]);
  if (others.every((other) => says(other) === says(first))) return '';
  const names = others.flatMap(({ runtimes }) => runtimes);
  // The finding names all of its columns already.
  const who = names.length > MOST_NAMED ? `The other ${names.length}` : names.join(', ');
  return `${who} ${names.length === 1 ? 'is' : 'are'} off by as much, at the same place.`;
}

/** Findings that say the same, or the same of another model, become one: first over models, then over runtimes. */
export function joinFindings(findings: readonly Finding[]): readonly Finding[] {
  const byRuntime = groupBy(findings, ({ state, change, runtimes, finding, fix }) =>
    JSON.stringify([state, change, runtimes, finding, fix]),
  );
  const models = [...byRuntime.values()].map((group) => together(group, 'models'));
  const alike = groupBy(models, (one) =>
    JSON.stringify([one.state, one.change, one.runtimes, kindOf(one, one.finding), kindOf(one, one.fix)]),
  );
  const kinds = [...alike.values()].flatMap((group) =>
    group.length < (group.every(isExplained) ? EXPLAINED : MANY) ? group : [together(group, 'models')],
  );
  // A file that fails in a runtime and in a converter may be one fault: the worst state, which comes first, stands for both.
  const byModel = groupBy(kinds, ({ change, models: all, finding, fix }) =>
    JSON.stringify([change, all, finding, fix]),
  );
  return [...byModel.values()].map((group) => together(group, 'runtimes'));
}

/** Columns that a sentence names. */
const MOST_NAMED = 2;

/** So many findings of one kind on one runtime are one, told by the first of them; fewer where the cause is known. */
const MANY = 4;
const EXPLAINED = 2;

/** Whether a known misreading of an operator makes what each cell makes: the kind of such findings names both. */
function isExplained({ cells }: Finding): boolean {
  return cells.every(({ located }) => (located?.operators[0]?.replay?.causes.length ?? 0) > 0);
}

function together([first, ...others]: readonly [Finding, ...Finding[]], side: 'models' | 'runtimes'): Finding {
  if (others.length === 0) return first;
  const group = [first, ...others];
  const says = group.every(({ finding, fix }) => finding === first.finding && fix === first.fix)
    ? {}
    : {
        continues: false,
        finding: `${others.length === 1 ? 'both' : 'all'} fail alike; \`${first.models[0]}\`: ${first.finding}`,
      };
  return {
    ...first,
    ...says,
    evidence: jointEvidence(first, others, side),
    [side]: [...new Set(group.flatMap((one) => one[side]))],
    cells: group.flatMap(({ cells }) => cells),
  };
}

/** That of the first, named as such where the others have another one. */
function jointEvidence(first: Finding, others: readonly Finding[], side: 'models' | 'runtimes'): string {
  const { evidence } = first;
  return evidence === '' || others.every((one) => one.evidence === evidence)
    ? evidence
    : `For ${first[side][0]}: ${evidence}`;
}

/** What is said of a model without what is particular to it: its name, alone or in that of a file, numbers, and names in backticks. */
function kindOf({ models }: Finding, says: string): string {
  const names = models
    .flatMap((model) => [model, model.slice(model.lastIndexOf('/') + 1)])
    .filter((name) => name !== '' && name.length <= LONGEST_NAME);
  return names
    .reduce((text, name) => (text.includes(name) ? text.replace(wholeName(name), '') : text), says)
    .replace(/`[^`]*`/g, '`')
    .replace(/[\d.,]+(?:e-?\d+)?/g, '0');
}

/** No path is longer, and no regular expression takes a megabyte. */
const LONGEST_NAME = 4096;

function wholeName(name: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])${name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\p{L}\\p{N}_])`, 'gu');
}
