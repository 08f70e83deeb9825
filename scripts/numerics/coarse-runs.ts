import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Model } from '../../src/discover/discover-models.js';
import type { StagedCase } from '../../src/golden/stage-cases.js';
import { coarsen } from '../../src/onnx/coarse-arithmetic.js';
import type { Column } from '../../src/plan/column.js';
import { casesFor, type Ran, type RuntimePool } from '../../src/run/run-request.js';
import type { CoarsePrecision } from '../../src/types.js';
import { faultyCopies } from './faulty-copies.js';
import type { StudyFault } from './study-results.js';

/** Precisions that columns declare. */
export const COARSE: readonly CoarsePrecision[] = ['f16', 'bf16', 'int8'];

/** Faults that are gross in any precision, with how many places of each model are tried. */
const GROSS: Readonly<Record<string, number>> = {
  'drop-branch': 2,
  'zero-channel': 2,
  'swap-channels': 2,
  'transpose-weight': 1,
  'pad-other-side': 2,
  'resize-mode': 1,
  'pool-divisor': 1,
  'flip-reset': 1,
};

export interface CoarseRun {
  readonly precision: CoarsePrecision;
  /** Null for the model itself. */
  readonly fault: StudyFault | null;
  readonly ran: Ran;
  /** The faulty copy in float32; null for the model itself. */
  readonly alone: Ran | null;
}

/** Draws other rounding errors than those that the noise floor is measured with. */
const SEEDS = { right: [1001, 1002, 1003], faulty: 1004 };

/** Runs a model, and copies of it with gross faults, in simulated coarser arithmetic. */
export async function coarseRuns(
  { id, forms: [form] }: Model,
  cases: readonly StagedCase[],
  column: Column,
  { pool, folder }: { readonly pool: RuntimePool; readonly folder: string },
): Promise<CoarseRun[]> {
  const copies = faultyCopies(form.absolute, 0, GROSS);
  const run = (title: string, precision: CoarsePrecision | null, seed: number, bytes: () => Uint8Array) =>
    pool.run({
      title: `${id} in ${precision ?? 'float32'}: ${title}`,
      column,
      async model(empty: string) {
        const path = join(empty, 'coarse.onnx');
        await writeFile(path, bytes());
        if (precision !== null) coarsen(path, precision, { seed, steering: new Set() });
        return path;
      },
      format: 'onnx',
      cases: casesFor({ names: {}, changes: {} }, cases),
      folder: join(folder, 'coarse'),
    });
  const alone = await Promise.all(copies.map(({ kind, bytes }) => run(kind, null, 0, bytes)));
  const runs: CoarseRun[] = [];
  for (const precision of COARSE) {
    for (const seed of SEEDS.right) {
      const ran = await run('correct', precision, seed, () => readFileSync(form.absolute));
      runs.push({ precision, fault: null, ran, alone: null });
    }
    for (const [index, { kind, where, bytes }] of copies.entries()) {
      const ran = await run(kind, precision, SEEDS.faulty, bytes);
      runs.push({ precision, fault: { kind, where }, ran, alone: alone[index] ?? null });
    }
  }
  return runs;
}
