import { brief } from '../../number-format.js';
import { drifting, type Rule } from '../rule.js';

/** Two or more independent runtimes agree with each other and not with the reference: the cell is right, as it seems. */
export const referenceIsOdd: Rule = (cell, { reference, oddReferences }) => {
  const names = new Set(drifting(cell).map(({ name }) => name));
  const own = oddReferences.filter(({ output, majority }) => names.has(output) && majority.includes(cell.runtime));
  // The output on which it is plainest speaks for all.
  const [plainest] = own.toSorted((a, b) => (b.against ?? 0) - (a.against ?? 0));
  if (plainest === undefined || reference === null) return undefined;
  const { output, majority, minority, among, against } = plainest;
  const committed = reference.kind === 'committed';
  const opponent = committed ? 'the committed outputs' : `${reference.runtime}, which makes the reference`;
  const distance = (ratio: number | null) => (ratio === null ? '' : ` (${times(ratio)})`);
  const others = own.length - 1;
  return {
    id: 'reference-is-odd',
    finding:
      `The reference of ${cell.model} is the odd one out: ${enumerate(majority)} agree with each other` +
      `${distance(among)} and not with ${opponent}${distance(against)}` +
      `${committed ? ': the golden looks stale or wrong' : ''}.`,
    evidence: [
      `On output \`${output}\`${others === 0 ? '' : ` and ${others} more`}, in units of the noise floor;`,
      minority.length === 0
        ? 'no column agrees with the reference.'
        : `only ${enumerate(minority)} agrees with the reference.`,
    ].join(' '),
    fix: committed
      ? `Look at what changed since the outputs were committed; if the model did, record them again: portability record ${cell.model} --overwrite.`
      : `Do not mend the runtimes that agree: report the case to the makers of ${reference.runtime}, and commit expected outputs that you trust for the gate to compare with.`,
  };
};

function enumerate(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Two digits; 1.9e7 rather than a row of zeros. */
function times(ratio: number): string {
  return ratio < 1e4 ? `${brief(ratio, 2)}×` : `${ratio.toExponential(1).replace('e+', 'e')}×`;
}
