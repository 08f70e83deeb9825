import { yamlWord } from '../../config/yaml-word.js';
import type { ResultCell, ResultOutput } from '../../results/schema.js';
import { alternatives } from '../alternatives.js';
import { enumerate } from '../dispute.js';
import { ownAdapterFix } from '../own-adapter.js';
import { type DiagnosisContext, drifting, evidenceOf, type Rule, subject } from '../rule.js';

/** Two or more outputs of one type with each other's numbers: names, not arithmetic, are wrong. */
export const swappedOutputs: Rule = (cell, context) => {
  for (const output of drifting(cell)) {
    const round = roundOf(output, context);
    if (round.length < 2) continue;
    const names = round.map(({ name }) => name).sort();
    const many = round.length > 2;
    return {
      id: 'swapped-outputs',
      finding: `${subject(cell)} returns ${enumerate(names.map((name) => `\`${name}\``))} under each other's ${many ? 'names' : 'name'}.`,
      evidence: `In case ${output.case} each of ${many ? 'them' : 'the two'} matches the reference of ${many ? 'another one' : 'the other'}.`,
      fix: fixOf(cell, output, round, context),
    };
  }
  return undefined;
};

interface Place {
  readonly name: string;
  /** The output whose reference it matches. */
  readonly equals: string;
}

/** From an output over the one whose numbers it has back to itself; empty where that does not end there. */
function roundOf(start: ResultOutput, { evidence }: DiagnosisContext): readonly Place[] {
  const round: Place[] = [];
  for (let name: string | null = start.name; name !== null && !round.some((one) => one.name === name); ) {
    const equals: string | null = evidenceOf({ ...start, name }, evidence)?.equals ?? null;
    if (equals === null) return [];
    round.push({ name, equals });
    name = equals;
  }
  return round.at(-1)?.equals === start.name ? round : [];
}

function fixOf(cell: ResultCell, output: ResultOutput, round: readonly Place[], context: DiagnosisContext): string {
  const [first] = context.forms ?? [];
  if (cell.route.length > 0 || output.form === first?.path)
    return (
      alternatives(cell, context) ||
      ownAdapterFix(context.runtime) ||
      `Report the problem to the project of ${cell.route.at(-1)?.converter ?? context.runtime.title}: the names of the outputs are lost on the way.`
    );
  const paired = cell.outputs.filter((one) => one.case === output.case && one.form === output.form);
  if (paired.some(({ name, matchedBy }) => matchedBy === 'names-map' && round.some((one) => one.name === name)))
    return `Exchange them under \`names:\` of the form ${output.form}.`;
  const pairs = round.map(({ name, equals }) => `${yamlWord(equals)}: ${yamlWord(name)}`).sort();
  return `Add to the form ${output.form}: \`names: { ${pairs.join(', ')} }\`, or export it with the names of the first form.`;
}
