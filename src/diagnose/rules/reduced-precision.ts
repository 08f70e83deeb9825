import { isEven } from '../../compare/kernel/spread.js';
import { FLAT_BITS } from '../../compare/precision-mode.js';
import { yamlOptions } from '../../config/yaml-word.js';
import type { DriftEvidence } from '../../judge/drift-evidence.js';
import type { ResultCell } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { FINGERPRINTS, REPORTED } from '../arithmetic.js';
import { type DiagnosisContext, drifting, evidenceOf, type Rule, subject } from '../rule.js';

/**
 * Numbers that are off by the same relative amount in every element of every float output and case: a precision mode, not
 * an operator. Measured: bfloat16 arithmetic leaves 10.3 to 10.5 bits, weights rounded to float16 leave 13.5 to 13.9.
 */
export const reducedPrecision: Rule = (cell, context) => {
  const { runtime, isa, evidence: found } = context;
  if (!drifting(cell).some(({ dtype, total }) => /float|complex/.test(dtype) && total > 0)) return undefined;
  const { declared, effective } = runtime.precision;
  const { bits, outputs } = floatBits(cell);
  const typical = bits[Math.floor(bits.length / 2)] ?? Number.NaN;
  const flat = (bits.at(-1) ?? 0) - (bits[0] ?? 0) <= FLAT_BITS && isEverywhere(cell, found);
  const reported = REPORTED.get(effective?.toLowerCase() ?? '');
  const arithmetic = reported ?? FINGERPRINTS.find(({ from, to }) => flat && typical >= from && typical < to);
  if (arithmetic === undefined || arithmetic.declare === declared) return undefined;
  const offered = isa.filter((flag) => arithmetic.isa.test(flag));
  // A single output may be a faulty operator: the runtime, the processor, a second output or every product must confirm it.
  const everywhere = cell.located !== undefined && cell.located.flat !== null;
  if (reported === undefined && outputs < 2 && offered.length === 0 && !everywhere) return undefined;
  const sure = reported !== undefined || outputs > 1 || everywhere;
  const evidence = [
    reported === undefined ? '' : `The runtime itself reports ${effective}.`,
    flat && outputs > 1
      ? `Every float output keeps about ${typical.toFixed(1)} significant bits, in nearly every element, so this is a precision mode, not an operator.`
      : '',
    flat && outputs === 1 ? `Nearly every element keeps about ${typical.toFixed(1)} significant bits.` : '',
    offered.length === 0 ? '' : `The processor offers ${offered.join(', ')}.`,
  ].filter((text) => text !== '');
  return {
    id: arithmetic.id,
    finding: `${subject(cell)} ${sure ? 'runs' : 'seems to run'} ${arithmetic.id === 'float16-weights' ? 'with' : 'in'} ${arithmetic.name}.`,
    evidence: evidence.join(' '),
    fix: `${inFloat32(context)}, or declare \`precision: ${arithmetic.declare}\` for the column if that is what you deploy.`,
  };
};

/** Every runtime that comes with the gate computes in float32 by default, as far as it can; of an adapter of the repository that is not known. */
function inFloat32({ runtime, defaults = {} }: DiagnosisContext): string {
  const known = runtime.file === undefined ? defaults : {};
  const changed = Object.entries(known).filter(([name, value]) => (runtime.options[name] ?? value) !== value);
  return changed.length === 0
    ? 'Have it compute in float32, if it has a setting for that'
    : `Set \`options: { ${yamlOptions(Object.fromEntries(changed))} }\`, the default, which computes in float32`;
}

/** Effective bits of every float output that is not equal, in every case, ascending; and how many outputs these are. */
function floatBits(cell: ResultCell): { readonly bits: readonly number[]; readonly outputs: number } {
  const inexact = cell.outputs.filter(
    ({ rmse, effectiveBits }) => rmse !== null && rmse !== 0 && effectiveBits !== null,
  );
  const bits = inexact.flatMap(({ effectiveBits }) => (effectiveBits === null ? [] : [fromReal(effectiveBits)]));
  return { bits: bits.sort((a, b) => a - b), outputs: new Set(inexact.map(({ name }) => name)).size };
}

/** A coarse arithmetic rounds numbers, and does not make others: what is further from a factor of 1 is no rounding. */
const FURTHEST_FACTOR = 1 / 8;

/** Whether everything that drifts is off in nearly every element, and still resembles the reference. */
function isEverywhere(cell: ResultCell, evidence: readonly DriftEvidence[]): boolean {
  return drifting(cell).every((output) => {
    const { spread = null, fit = null } = evidenceOf(output, evidence) ?? {};
    return isEven(spread) && (fit === null || Math.abs(fit.factor - 1) <= FURTHEST_FACTOR);
  });
}
