import { Malformed } from '../bytes/malformed.js';
import { compareCase } from '../judge/compare-case.js';
import type { ResultOutput } from '../results/schema.js';
import { readValues } from '../values/value-folder.js';
import { type DeliveredOutput, deliveredOutputs } from './delivered-outputs.js';

/** A cell on two platforms: its outputs there, judged by its own rules against those of the other platform. */
export interface AcrossPlatforms {
  readonly outputs: readonly ResultOutput[];
  /** Why they could not be compared; null when they were. */
  readonly unreadable: string | null;
}

/** Where a part left its files. */
export interface Place {
  readonly folder: string;
  readonly platform: string;
}

/**
 * Compares what one cell computed on two platforms. Each may be near its own reference and yet far from the other, since
 * the reference runs on the same machine.
 */
export async function compareAcross(
  { model, runtime }: { readonly model: string; readonly runtime: string },
  first: Place,
  second: Place,
): Promise<AcrossPlatforms> {
  try {
    const [one, other] = await Promise.all([outputsOf(first, model, runtime), outputsOf(second, model, runtime)]);
    const outputs: ResultOutput[] = [];
    for (const [key, entry] of one) {
      const its = other.get(key);
      if (its === undefined) throw new Malformed(`${second.platform} has no outputs of case ${entry.case}`);
      const [reference, candidate] = [await readValues(entry.path), await readValues(its.path)];
      const compared = compareCase({
        case: `${entry.case} (against ${first.platform})`,
        form: entry.form,
        reference,
        candidate,
        expectedOutputs: Object.keys(reference).sort(),
        names: {},
        noise: entry.noise,
        tolerances: entry.tolerances,
        precision: entry.precision,
      });
      outputs.push(...compared.outputs);
    }
    if (one.size === 0) throw new Malformed(`${first.platform} has no outputs`);
    return { outputs, unreadable: null };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { outputs: [], unreadable: error.message };
  }
}

async function outputsOf({ folder }: Place, model: string, runtime: string): Promise<Map<string, DeliveredOutput>> {
  const all = await deliveredOutputs(folder, model);
  const own = all.filter((entry) => entry.runtime === runtime);
  return new Map(own.map((entry) => [JSON.stringify([entry.form, entry.case]), entry]));
}
