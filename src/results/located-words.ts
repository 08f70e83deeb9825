/** What was located, in words. */

import { NOISE_MULTIPLE } from '../compare/kernel/noise-limits.js';
import { assertNever } from '../errors.js';
import { formatCount, formatRatio } from '../number-format.js';
import { fromReal, type Real } from '../tensor/real.js';
import type { ResultLocated, ResultLocatedOperator, ResultReplay } from './located-schema.js';

/** "Softplus `Softplus_3` (node 41 of 120)", "Softplus `s` in the then branch of If `choose` (node 3 of 5)". */
export function operatorInWords(
  { type, name, index, within = [] }: Pick<ResultLocatedOperator, 'type' | 'name' | 'index' | 'within'>,
  { nodes, layers }: Pick<ResultLocated, 'nodes' | 'layers'>,
): string {
  const inside = within.map((body) => ` in ${body}`).join('');
  return `${type} \`${name}\`${inside} (${layers === true ? 'layer' : 'node'} ${index + 1} of ${nodes})`;
}

export const timesNoise = (ratio: Real): string => formatRatio(fromReal(ratio));

/** "what it is computed from is at 0.7×, what it makes at 433× its own noise floor, with 12 significant bits left"; alone: "what it makes is at …" */
export function ratiosInWords({ before, after, bits, outputs, constants, off }: ResultLocatedOperator): string {
  if (off !== undefined) return off;
  const few = after !== null && isFew(fromReal(after));
  const made =
    after === null
      ? constants === true
        ? 'what is computed from it is wrong'
        : `what it makes ${withoutDistance(outputs)}`
      : few
        ? `what it makes ${inPlaces(outputs)} and is at ${timesNoise(after)} its own noise floor elsewhere`
        : `what it makes${before === null ? ' is' : ''} at ${timesNoise(after)} its own noise floor`;
  const left =
    bits === null || after === null || few
      ? ''
      : `, with ${formatCount(Math.round(fromReal(bits)), 'significant bit')} left`;
  return `${before === null ? '' : `what it is computed from is at ${timesNoise(before)}, `}${made}${left}`;
}

/** A distance that passes is that of the floats: beside them, integers may be what is wrong. */
function inPlaces(types: readonly string[]): string {
  const few = 'is wrong in a few elements (NaN, infinite, or far off)';
  return types.every(isFloat) ? few : `has other integers, or ${few},`;
}

const isFloat = (type: string): boolean => /^b?float|^complex/.test(type);

/** What can be wrong where there is no distance, by the types of what an operator makes. */
function withoutDistance(types: readonly string[]): string {
  const floats = types.filter(isFloat);
  if (types.length > 0 && floats.length === 0) return 'has other values, or another size';
  if (floats.length === types.length && types.length > 0) return 'has other numbers, NaN or infinity, or another size';
  return 'is NaN or infinite, or has other integers or another size';
}

/** A ratio that would pass: what is wrong is in too few elements to show in it, or is no number. */
const isFew = (ratio: number): boolean => ratio <= NOISE_MULTIPLE;

/** Operators that a sentence names. */
const MOST_NAMED = 3;

/** How sure it is that this operator is wrong, or where another file was run beside it, what it is. */
export function certaintyInWords(
  operator: ResultLocatedOperator,
  located: Pick<ResultLocated, 'reference' | 'against' | 'repeats' | 'layers' | 'unfinished'>,
): string {
  const { reference, against, repeats, layers } = located;
  if (layers === true) return `compared layer by layer with what ${reference} makes, none of them by itself`;
  // Of two files neither is wrong: what one makes there is not what the other makes.
  if (against !== null) return `compared with what ${against} computes there`;
  if (repeats !== false) return byItselfInWords(operator, located);
  const known = operator.constants === true ? `${byItselfInWords(operator, located)}; ` : '';
  return `${known}not certain, because the same graph gave something else when it ran again`;
}

function byItselfInWords(
  { certain, together, constants, fails, between, body }: ResultLocatedOperator,
  { reference, unfinished }: Pick<ResultLocated, 'reference' | 'unfinished'>,
): string {
  const names = (all: ResultLocatedOperator['together']) =>
    all.map(({ type, name }) => `${type} \`${name}\``).join(', ');
  const [farthest] = together;
  if (farthest !== undefined && constants === true) {
    const nodes =
      together.length <= MOST_NAMED ? names(together) : `the ${together.length} nodes from ${names([farthest])} on`;
    const given = 'right by itself where its constants and sizes are given';
    return fails === true
      ? `${given}; where they are computed by ${nodes} it does not run, which may be the fault`
      : `${given}, and wrong where they are computed by ${nodes}`;
  }
  if (farthest !== undefined) {
    const all = together.length <= MOST_NAMED;
    const before = all
      ? `${names(together)} before it`
      : `the ${together.length} operators before it, from ${names([farthest])} on`;
    return `right by itself and wrong together with ${before}, as where a runtime computes them as one or in another layout, or where the last one magnifies what the others lose`;
  }
  const given = `wrong by itself when it is given what ${reference} computes`;
  if (certain) return body === undefined ? given : `${given}; ${body}`;
  if (between.length > 0) return `it may also be ${names(between)} before it, which could not be measured`;
  return unfinished === true
    ? 'not certain, because the time was over before it could be shown to be wrong by itself'
    : 'not certain, because it could not be shown to be wrong by itself';
}

/** "as if log(1+eˣ) were computed as it stands"; null where no known misreading makes what the column makes. */
export function causeInWords({ causes }: ResultReplay): string | null {
  const [first] = causes;
  return first === undefined ? null : `as if ${first.asIf}`;
}

/** Who is right about the operator, computed again, as a sentence; empty where nothing can be concluded. */
export function operatorTruthInWords({ truth }: ResultReplay, column: string): string {
  if (truth === null) return '';
  const { specification, verdict } = truth;
  const where = evaluatedInWords(truth);
  switch (verdict) {
    case 'candidate':
      return `${where} the reference is confirmed: ${off(column, truth, 'candidate')}, and ${off('the reference', truth, 'reference')}.`;
    case 'reference':
      return `${where} ${column} is right, and ${off('the reference', truth, 'reference')}.`;
    case 'both':
      return `${where} both are wrong: ${off(column, truth, 'candidate')}, and ${off('the reference', truth, 'reference')}.`;
    case 'meaning': {
      const says = specification === null ? '' : ` In our words, the specification says: ${specification.says}.`;
      return `Those that computed it again read it differently, so it is a question of meaning and not of rounding.${says}`;
    }
    case 'undefined':
      return `No side is wrong: in our words, the specification says that ${specification?.says ?? 'the result is not defined'}.`;
    case 'neither':
    case 'unknown':
      return '';
    default:
      return assertNever(verdict);
  }
}

type Truth = NonNullable<ResultReplay['truth']>;

/** How the operator was computed again, as a sentence begins. */
export function evaluatedInWords({
  exact,
  witnesses,
}: {
  readonly exact?: boolean | undefined;
  readonly witnesses: readonly Pick<Truth['witnesses'][number], 'precision'>[];
}): string {
  if (exact === true) return 'Computed again, in its own integers,';
  return witnesses.some(({ precision }) => precision === 'f64')
    ? 'In float64'
    : "Computed again in the model's own types,";
}

/** By the largest distance from a witness, in units of the operator's own noise. */
function off(who: string, { witnesses }: Truth, of: 'candidate' | 'reference'): string {
  const distances = witnesses.flatMap((witness) => witness[of] ?? []);
  // Without a ratio: NaN or infinity on one side, integers, other sizes.
  if (distances.some(({ noiseRatio, agree }) => noiseRatio === null && !agree)) return `${who} gives other values`;
  const ratios = distances.flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [fromReal(noiseRatio)]));
  if (ratios.length === 0) return `${who} gives the same`;
  const most = Math.max(...ratios);
  const isInPlaces = isFew(most) && distances.some(({ agree }) => !agree);
  return `${who} is off ${isInPlaces ? 'in a few elements' : `by ${formatRatio(most)}`}`;
}

/** "everything from Conv `c1` (node 1 of 40) on keeps about 8 significant bits"; null for an operator that is wrong. */
export function flatInWords(located: ResultLocated): string | null {
  const [first] = located.operators;
  if (first === undefined || located.flat === null) return null;
  const bits = Math.round(fromReal(located.flat));
  const as = first.replay === undefined ? null : causeInWords(first.replay);
  return `everything from ${operatorInWords(first, located)} on keeps about ${formatCount(bits, 'significant bit')}${as === null ? '' : `, ${as}`}`;
}
