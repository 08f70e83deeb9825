import { formatRatio } from '../../number-format.js';
import { drifting, type Rule } from '../rule.js';

/** Two or more independent runtimes agree with each other but not with the reference: the cell is probably right. */
export const referenceIsOdd: Rule = (cell, { reference, oddReferences }) => {
  const names = new Set(drifting(cell).map(({ name }) => name));
  const own = oddReferences.filter(({ output, majority }) => names.has(output) && majority.includes(cell.runtime));
  // Only the clearest output is reported.
  const [plainest] = own.toSorted((a, b) => (b.against ?? 0) - (a.against ?? 0));
  if (plainest === undefined || reference === null) return undefined;
  const { output, majority, minority, among, against } = plainest;
  const committed = reference.kind === 'committed';
  const opponent = committed ? 'the committed outputs' : `${reference.runtime}, which makes the reference`;
  const distance = (ratio: number | null) => (ratio === null ? '' : ` (${formatRatio(ratio)})`);
  const others = own.length - 1;
  return {
    id: 'reference-is-odd',
    finding:
      `The reference of ${cell.model} is an outlier: ${enumerate(majority)} agree with each other` +
      `${distance(among)} but not with ${opponent}${distance(against)}` +
      `${committed ? ': the golden looks stale or wrong' : ''}.`,
    evidence: [
      `Measured on output \`${output}\`${others === 0 ? '' : ` and ${others} more`}, in units of the noise floor;`,
      minority.length === 0
        ? 'no column agrees with the reference.'
        : `only ${enumerate(minority)} ${minority.length === 1 ? 'agrees' : 'agree'} with the reference.`,
    ].join(' '),
    fix: committed
      ? `Check what changed since the outputs were committed; if the model did, record them again: portability record ${cell.model} --overwrite.`
      : `Do not change the runtimes that agree: report the problem to the project of ${reference.runtime}, and commit expected outputs that you trust.`,
  };
};

function enumerate(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
