import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Model } from '../../src/discover/discover-models.js';
import type { StagedCase } from '../../src/golden/stage-cases.js';
import type { Column } from '../../src/plan/column.js';
import { casesFor, type Ran, type RuntimePool } from '../../src/run/run-request.js';
import { faultyCopies } from './faulty-copies.js';
import type { StudyFault } from './study-results.js';

/** Runs the faulty copies of a model; each is on the disk only while it runs. */
export function faultyRuns(
  { id, forms: [form] }: Model,
  cases: readonly StagedCase[],
  column: Column,
  { pool, folder }: { readonly pool: RuntimePool; readonly folder: string },
): Promise<{ readonly fault: StudyFault; readonly ran: Ran }[]> {
  const runs = faultyCopies(form.absolute, 0).map(async ({ kind, where, bytes }) => ({
    fault: { kind, where },
    ran: await pool.run({
      title: `${id}: ${kind}`,
      column,
      async model(empty) {
        const path = join(empty, 'faulty.onnx');
        await writeFile(path, bytes());
        return path;
      },
      format: 'onnx',
      cases: casesFor({ names: {}, changes: {} }, cases),
      folder: join(folder, 'faulty'),
    }),
  }));
  return Promise.all(runs);
}
