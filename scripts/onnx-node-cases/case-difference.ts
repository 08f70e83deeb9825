import { measure, NO_LIMIT } from '../../src/compare/kernel/measure.js';
import { compareCase } from '../../src/judge/compare-case.js';
import type { ResultOutput } from '../../src/results/schema.js';
import { DTYPES } from '../../src/tensor/dtype.js';
import { fromReal } from '../../src/tensor/real.js';
import type { Value } from '../../src/tensor/tensor.js';
import type { StoredValues } from '../../src/values/stored-values.js';
import type { Difference } from './case-results.js';
import type { PreparedCase } from './prepare-case.js';

/**
 * The first output that is not within the case's own tolerance; null when all are.
 * @param references values for each of the cases
 * @param candidates values for each of the cases
 */
export async function caseDifference(
  { signature, tolerance }: Pick<PreparedCase, 'signature' | 'tolerance'>,
  references: readonly StoredValues[],
  candidates: readonly StoredValues[],
): Promise<Difference | null> {
  const names = signature.outputs.map(({ name }) => name);
  for (const [index, stored] of references.entries()) {
    const reference = await stored.read();
    const { outputs } = compareCase({
      case: '',
      form: '',
      reference,
      candidate: (await candidates[index]?.read()) ?? {},
      expectedOutputs: names,
      names: {},
      noise: {},
      tolerances: Object.fromEntries(names.map((name) => [name, tolerance])),
      precision: 'f32',
    });
    const wrong = outputs.find(({ verdict }) => verdict !== 'pass');
    if (wrong === undefined) continue;
    return { text: `${wrong.name} (${wrong.dtype}): ${wrong.reason}`, units: unitsOf(wrong, reference[wrong.name]) };
  }
  return null;
}

function unitsOf({ reason = '', maxAbs }: ResultOutput, reference: Value | undefined): number | null {
  if (/NaN/.test(reason) || reference?.kind !== 'tensor' || reference.dtype === 'string' || maxAbs === null)
    return null;
  const { kind, unitRoundoff } = DTYPES[reference.dtype];
  if (kind !== 'float') return null;
  return fromReal(maxAbs) / (unitRoundoff * measure(reference, reference, NO_LIMIT).rms);
}
