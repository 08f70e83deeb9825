/** A runtime pool over real worker processes whose behaviour a test writes down. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import type { Host } from '../../src/host/host.js';
import { type Column, referenceColumn } from '../../src/plan/column.js';
import type { Ran, RunRequest } from '../../src/run/run-request.js';
import { runtimePool } from '../../src/run/runtime-pool.js';
import { valuesMadeBy } from '../../src/values/stored-values.js';
import { type PoolLimits, type PreparedWorker, WorkerPool } from '../../src/worker/worker-pool.js';
import { hostIn } from '../discover/repository.js';
import { runtime } from '../plan/facts.js';
import { scripted } from '../worker/scripted-worker.js';

/** A machine on which workers are isolated. */
export const ISOLATED = { launcher: { level: 'namespaces' }, allowCode: false } as const;

/** A worker that does what its model's path says, and counts its starts. */
export const SCRIPT = `
import { appendFileSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
appendFileSync(join(folder, 'starts'), process.pid + ' ');
const loaded = { signature: { inputs: [], outputs: [] }, effectivePrecision: null, seconds: 0.5, peakRssBytes: 10 };
const ran = { seconds: 0.25, peakRssBytes: 20 };
const paths = {};
const caseIn = (inputs) => Object.keys(JSON.parse(readFileSync(join(inputs, 'values.json'), 'utf8')).values)[0];
onRequest(({ id, method, handle, path, inputs }) => {
  if (method === 'load') paths[handle] = path;
  const what = basename(paths[handle]) + ' ' + (method === 'run' ? caseIn(inputs) : method);
  appendFileSync(join(folder, 'log'), what + '\\n');
  if (what === 'crash load' || what === 'ok fatal') process.kill(process.pid, 'SIGSEGV');
  else if (what === 'hang load') forever();
  else if (what === 'bad load') send({ id, ok: false, error: { kind: 'failed', type: 'E', message: 'bad model' } });
  else if (what === 'odd load') send({ id, ok: true, result: { nothing: 1 } });
  else if (what === 'ok refused') send({ id, ok: false, error: { kind: 'failed', type: 'E', message: 'bad input' } });
  else send({ id, ok: true, result: method === 'load' ? loaded : method === 'run' ? ran : {} });
});
ready('9.9');
`;

export const LIMITS: PoolLimits = { busy: 2, perKind: 1, memoryBytes: 2 ** 40 };

export function columnOf(id: string): Column {
  return { ...referenceColumn(runtime(id)), id };
}

type MakesModel = Extract<RunRequest['model'], (folder: string) => Promise<string>>;

export interface Scripted {
  readonly host: Host;
  readonly workers: WorkerPool;
  run(model: string | MakesModel, cases?: readonly string[], runtimeId?: string): Promise<Ran>;
  /** Process ids of the workers in the order of their starts. */
  starts(): number[];
  log(): string[];
}

/** @param prepare what a column's workers are started from; the script when left out */
export function scriptedPool({
  script = SCRIPT,
  limits = LIMITS,
  seconds = 20,
  prepare,
}: {
  readonly script?: string;
  readonly limits?: PoolLimits;
  readonly seconds?: number;
  readonly prepare?: (column: Column, signal: AbortSignal) => Promise<PreparedWorker>;
} = {}): Scripted {
  const host = hostIn(process.cwd());
  const { another, folder } = scripted(script);
  const workers = new WorkerPool(limits, host.signal);
  onTestFinished(() => workers.close());
  const config = configSchema.parse({ limits: { seconds } });
  const pool = runtimePool(workers, {
    host,
    config,
    code: ISOLATED,
    kindOf: (column) => ({
      key: column.id,
      prepare: (signal) => (prepare ?? (async () => ({ command: another, environment: '' })))(column, signal),
    }),
  });
  return {
    host,
    workers,
    run: (model, cases = ['one', 'two'], runtimeId = 'a') =>
      pool.run({
        title: '',
        column: columnOf(runtimeId),
        model: typeof model === 'string' ? { path: model, files: [], key: '', code: [] } : model,
        format: 'onnx',
        cases: cases.map((name) => ({ name, inputs: valuesMadeBy(() => ({ [name]: { kind: 'absent' } })) })),
        folder: join(host.scratch, 'outputs'),
      }),
    starts: () => readFileSync(join(folder, 'starts'), 'utf8').trim().split(' ').map(Number),
    log: () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n'),
  };
}
