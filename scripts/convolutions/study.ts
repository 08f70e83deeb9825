import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { writeNpz } from '../../src/golden/npz.js';
import type { Host } from '../../src/host/host.js';
import { planSession } from '../../src/plan-session.js';
import type { Ran } from '../../src/run/run-request.js';
import { withSession } from '../../src/session.js';
import { bytesOf, storageOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import { isRun } from '../../src/trial/trial.js';
import { describeFailure } from '../../src/worker/failure.js';
import type { StudyColumns } from '../numerics/columns.js';
import { tryPlanned } from '../try-planned.js';
import { type Convolution, idOf, modelOf, pixelsOf } from './convolution.js';
import { exactConvolution } from './exact-convolution.js';
import { type Rounding, roundingOf } from './rounding-of.js';

/** The runtimes that compute by Winograd's transform, and one that does not. */
export const COLUMNS: StudyColumns = [
  'onnxruntime',
  'ncnn',
  ...['none', 'small'].map((winograd) => ({ id: `mnn-${winograd}`, use: 'mnn', options: { winograd } })),
  'mnn',
];

export interface ConvolutionResult {
  readonly convolution: Convolution;
  /** By column. */
  readonly roundings: ReadonlyMap<string, Rounding>;
}

export interface ConvolutionStudy {
  /** By column: the runtime's name and release. */
  readonly versions: ReadonlyMap<string, string>;
  readonly results: readonly ConvolutionResult[];
}

/**
 * Runs each convolution on each column and measures the result against float64.
 * @param host with an empty working directory
 * @throws Error when a column cannot run one of them
 */
export async function studyConvolutions(
  convolutions: readonly Convolution[],
  columns: StudyColumns,
  host: Host,
): Promise<ConvolutionStudy> {
  for (const convolution of convolutions) await writeConvolution(convolution, host.cwd);
  const models = convolutions.map(idOf).map((id) => ({ id, path: `${id}.onnx` }));
  writeFileSync(join(host.cwd, 'portability.yml'), stringify({ runtimes: columns, models }));
  return withSession({}, host, async (session) => {
    const plan = await planSession(session);
    const versions = new Map<string, string>();
    const results: ConvolutionResult[] = [];
    for (const convolution of convolutions) {
      const model = plan.models.find((one) => one.model.id === idOf(convolution));
      if (model === undefined) throw new Error(`${idOf(convolution)} is not in the plan`);
      const folder = join(host.scratch, 'convolution');
      const { trial } = await tryPlanned(model, plan, session, { folder, again: false });
      if ('fault' in trial) throw new Error(`${model.model.id}: ${trial.fault.what}`);
      const exact = exactConvolution(convolution);
      const roundings = new Map<string, Rounding>();
      for (const { plan: cell, forms } of trial.cells.filter(isRun)) {
        const [form] = forms;
        if (form === undefined || !('ran' in form)) continue;
        const { id, runtime } = cell.column;
        versions.set(id, `${runtime.title} ${form.ran.version ?? ''}`.trim());
        roundings.set(id, roundingOf(await elementsOf(form.ran), exact));
      }
      if (roundings.size < plan.columns.length) throw new Error(`${model.model.id} does not run on every column`);
      results.push({ convolution, roundings });
      rmSync(folder, { recursive: true, force: true });
    }
    return { versions, results };
  });
}

async function writeConvolution(convolution: Convolution, root: string): Promise<void> {
  const { channels, rows } = convolution;
  const golden = join(root, 'golden', idOf(convolution));
  mkdirSync(golden, { recursive: true });
  writeFileSync(join(root, `${idOf(convolution)}.onnx`), modelOf(convolution));
  const x = tensor('float32', [1, channels, rows, rows], bytesOf(pixelsOf(convolution)));
  writeFileSync(join(golden, 'seeded.inputs.npz'), await writeNpz(new Map([['x', x]])));
}

/** The elements of y. */
async function elementsOf({ failure, outputs }: Ran): Promise<ArrayLike<number>> {
  if (failure !== null) throw new Error(describeFailure(failure.failure, failure.doing).what);
  const values = await outputs.get('seeded')?.read();
  const y = values?.y;
  if (y?.kind !== 'tensor' || y.dtype !== 'float32') throw new Error('y is not a tensor of float32');
  return storageOf(y) as Float32Array;
}
