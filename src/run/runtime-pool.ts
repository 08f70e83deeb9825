import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Malformed } from '../bytes/malformed.js';
import type { Config } from '../config/schema.js';
import { CODE_ROOT } from '../discover/code-form.js';
import { wordsOfCode } from '../discover/words-of-code.js';
import type { Host } from '../host/host.js';
import type { Column } from '../plan/column.js';
import { changedInput, fromForm } from '../values/correspondence.js';
import type { PortChanges } from '../values/port-change.js';
import { type StoredValues, valuesIn, valuesMadeBy } from '../values/stored-values.js';
import { filesOfValues, writeValues } from '../values/value-folder.js';
import { type Outcome, withoutFolders } from '../worker/failure.js';
import { parsedAnswer } from '../worker/parsed-answer.js';
import { type LoadResult, loadResultSchema, type RunResult, runResultSchema } from '../worker/protocol.js';
import { type CodeRule, ownKind, refusedCode } from '../worker/refused-code.js';
import { OUTPUTS } from '../worker/take-written.js';
import type { Worker } from '../worker/worker.js';
import type { WorkerKind, WorkerPool } from '../worker/worker-pool.js';
import { type CaseRun, failedRun, LOADING, type Ran, type RunRequest, type RuntimePool } from './run-request.js';

export interface PoolContext {
  readonly host: Host;
  readonly config: Pick<Config, 'limits' | 'threads'>;
  /** What the workers of a column are started from. */
  kindOf(column: Column): WorkerKind;
  readonly code: CodeRule;
}

/** Runs requests on real workers. An error of the environment is a failure of the request; the others continue. */
export function runtimePool(workers: WorkerPool, context: PoolContext): RuntimePool {
  const { signal, log } = context.host;
  return {
    async run(request) {
      const { model, column } = request;
      const code = typeof model === 'function' ? [] : model.code;
      const refused = code.length === 0 ? null : refusedCode(wordsOfCode(code), context.code);
      if (refused !== null) return failedRun({ failure: { kind: 'refused', explanation: refused }, doing: LOADING });
      const kind = context.kindOf(column);
      const used = await workers.use(typeof model === 'function' ? kind : ownKind(kind, model), (worker) => {
        log.progress(request.title);
        return runOn(worker, request, context);
      });
      // Workers that were stopped by an interrupt did not crash: there is nothing to judge.
      signal.throwIfAborted();
      return used.ok ? used.value : failedRun({ failure: used.failure, doing: 'starting the runtime' });
    },
  };
}

let handles = 0;

async function runOn(worker: Worker, request: RunRequest, context: PoolContext): Promise<Ran> {
  handles += 1;
  const handle = String(handles);
  const own = await worker.folder.give();
  try {
    const path = await placeModel(request.model, own, worker);
    const { host, config } = context;
    const folders = [
      join(own, CODE_ROOT),
      own,
      worker.folder.given,
      worker.folder.made,
      host.scratch,
      host.cache,
      host.assets,
      host.cwd,
    ];
    const seconds = Math.min(request.seconds ?? Number.POSITIVE_INFINITY, config.limits.seconds);
    const session: Session = { worker, handle, seconds, folders };
    return await loadAndRun(session, path, own, request, config.threads);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function placeModel(model: RunRequest['model'], folder: string, worker: Worker): Promise<string> {
  if (typeof model === 'function') return model(folder);
  await worker.folder.place(model.files, folder);
  return join(folder, basename(model.path));
}

/** One model in one worker. */
interface Session {
  readonly worker: Worker;
  readonly handle: string;
  /** For each request. */
  readonly seconds: number;
  /** Of this machine: removed from the text of a failure. */
  readonly folders: readonly string[];
}

/** @param own folder for files of this run only, which the worker can read */
async function loadAndRun(
  session: Session,
  path: string,
  own: string,
  { column: { options }, format, changes = {}, cases, folder }: RunRequest,
  threads: number,
): Promise<Ran> {
  const { worker, handle, folders } = session;
  const load = { method: 'load', handle, path, format, options, threads } as const;
  const loaded: Outcome<LoadResult> = parsedAnswer(await worker.request(load, session.seconds), loadResultSchema);
  if (!loaded.ok) {
    const failure = { failure: withoutFolders(loaded.failure, folders), doing: LOADING };
    return { ...failedRun(failure), version: worker.version };
  }
  const { effectivePrecision } = loaded.value;
  let { seconds, peakRssBytes } = loaded.value;
  const outputs = new Map<string, StoredValues>();
  let failure: Ran['failure'] = null;
  for (const one of cases) {
    const inputs = await inputsFolder(one, { outputs, changes, own, worker });
    const target = join(await freshFolder(folder), 'outputs');
    const ran = inputs.ok ? await runCase(session, inputs.value, target) : inputs;
    if (inputs.ok) await rm(inputs.value, { recursive: true, force: true });
    if (!ran.ok) {
      const doing = inputs.ok ? `running case ${one.name}` : `preparing the inputs of case ${one.name}`;
      failure = { failure: withoutFolders(ran.failure, folders), doing, case: one.name };
      break;
    }
    seconds += ran.value.seconds;
    peakRssBytes = Math.max(peakRssBytes, ran.value.peakRssBytes);
    outputs.set(one.name, undone(target, changes));
  }
  // The worker survives a model that fails on an input: the model must not stay in its memory.
  if (worker.alive) await worker.request({ method: 'unload', handle }, session.seconds);
  return { version: worker.version, effectivePrecision, outputs, failure, seconds, peakRssBytes };
}

async function runCase(
  { worker, handle, seconds }: Session,
  inputs: string,
  target: string,
): Promise<Outcome<RunResult>> {
  const outputs = await worker.folder.make();
  const answer = await worker.request({ method: 'run', handle, inputs, outputs }, seconds);
  const ran = parsedAnswer(answer, runResultSchema);
  if (!ran.ok) return { ok: false, failure: withoutFolders(ran.failure, [inputs, outputs]) };
  const fault = await worker.folder.take(outputs, target, OUTPUTS);
  return fault === null
    ? ran
    : { ok: false, failure: { kind: 'failed', type: 'ProtocolError', message: `it ${fault}` } };
}

async function freshFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return mkdtemp(join(folder, 'case-'));
}

/** Sources of the inputs of a case. */
interface InputSources {
  /** Of the cases before. */
  readonly outputs: ReadonlyMap<string, StoredValues>;
  readonly changes: PortChanges;
  /** The inputs go into a folder in here. */
  readonly own: string;
  readonly worker: Worker;
}

/** A folder with the inputs that the worker can read. */
async function inputsFolder(one: CaseRun, { outputs, changes, own, worker }: InputSources): Promise<Outcome<string>> {
  const { inputs, feedback } = one;
  // A name that is the same in every run: a message may show it.
  const target = join(own, `inputs-${outputs.size + 1}`);
  await mkdir(target);
  if (inputs.folder !== null && feedback === undefined) {
    await worker.folder.place(filesOfValues(inputs.folder), target);
    return { ok: true, value: target };
  }
  try {
    const values = new Map(Object.entries(await inputs.read()));
    const earlier = feedback === undefined ? {} : ((await outputs.get(feedback.after)?.read()) ?? {});
    // An output that is missing is missing as an input.
    for (const [input, output] of Object.entries(feedback?.state ?? {})) {
      const value = Object.hasOwn(earlier, output) ? earlier[output] : undefined;
      if (value !== undefined) values.set(input, changedInput(input, value, changes));
    }
    await writeValues(target, Object.fromEntries(values));
    return { ok: true, value: target };
  } catch (error) {
    // A state that the worker wrote may be unreadable, or too large for the type that it is changed to.
    if (!(error instanceof RangeError || error instanceof Malformed)) throw error;
    return { ok: false, failure: { kind: 'failed', type: error.name, message: error.message } };
  }
}

/** The outputs as the first form has them, under the names of the form that ran. */
function undone(folder: string, changes: PortChanges): StoredValues {
  const written = valuesIn(folder);
  return Object.keys(changes).length === 0
    ? written
    : valuesMadeBy(async () => fromForm(await written.read(), changes));
}
