import { FLAT_BITS } from '../../compare/precision-mode.js';
import type { ResultCell } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { FINGERPRINTS, REPORTED } from '../arithmetic.js';
import { drifting, type Rule, subject } from '../rule.js';

/**
 * Numbers that are off by the same relative amount in every float output: a precision mode, not an operator. Measured:
 * bfloat16 arithmetic leaves 10.3 to 10.5 bits, weights rounded to float16 leave 13.5 to 13.9.
 */
export const reducedPrecision: Rule = (cell, { runtime, isa }) => {
  if (!drifting(cell).some(({ dtype, total }) => /float|complex/.test(dtype) && total > 0)) return undefined;
  const { declared, effective } = runtime.precision;
  const bits = floatBits(cell);
  const typical = bits[Math.floor(bits.length / 2)] ?? Number.NaN;
  const flat = (bits.at(-1) ?? 0) - (bits[0] ?? 0) <= FLAT_BITS;
  const reported = REPORTED.get(effective?.toLowerCase() ?? '');
  const found = reported ?? FINGERPRINTS.find(({ from, to }) => flat && typical >= from && typical < to);
  if (found === undefined || found.declare === declared) return undefined;
  const offered = isa.filter((flag) => found.isa.test(flag));
  // A single output may be a faulty operator: the runtime, the processor or a second output must confirm it.
  if (reported === undefined && bits.length < 2 && offered.length === 0) return undefined;
  const sure = reported !== undefined || bits.length > 1;
  const evidence = [
    reported === undefined ? '' : `The runtime itself reports ${effective}.`,
    bits.length > 1 && flat
      ? `Every float output keeps about ${typical.toFixed(1)} significant bits, so this is a precision mode, not an operator.`
      : '',
    bits.length === 1 ? `The output keeps about ${typical.toFixed(1)} significant bits.` : '',
    offered.length === 0 ? '' : `The processor offers ${offered.join(', ')}.`,
  ].filter((text) => text !== '');
  return {
    id: found.id,
    finding: `${subject(cell)} ${sure ? 'runs' : 'seems to run'} ${found.id === 'float16-weights' ? 'with' : 'in'} ${found.name}.`,
    evidence: evidence.join(' '),
    fix: `Set this runtime to float32 (\`precision: f32\` in its options, if it has that), or declare \`precision: ${found.declare}\` for the column if that is what you deploy.`,
  };
};

/** Effective bits of every float output that is not equal, ascending. */
function floatBits(cell: ResultCell): number[] {
  const inexact = cell.outputs.filter(({ rmse }) => rmse !== null && rmse !== 0);
  return inexact
    .flatMap(({ effectiveBits }) => (effectiveBits === null ? [] : [fromReal(effectiveBits)]))
    .sort((a, b) => a - b);
}
