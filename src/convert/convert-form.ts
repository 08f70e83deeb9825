import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ConverterFacts } from '../adapters/define.js';
import type { Form } from '../discover/form.js';
import { hashFiles } from '../discover/hash-files.js';
import { contentKey } from '../environments/content-key.js';
import type { StagedCase } from '../golden/stage-cases.js';
import type { RouteStep } from '../plan/routes.js';
import { storedForForm } from '../values/correspondence.js';
import { writeValues } from '../values/value-folder.js';
import { type Failure, type Outcome, withoutFolders } from '../worker/failure.js';
import { parsedAnswer } from '../worker/parsed-answer.js';
import { type ConvertRequest, type ConvertResult, convertResultSchema } from '../worker/protocol.js';
import { converterKind, type WorkerContext } from '../worker/worker-kinds.js';
import type { WorkerPool } from '../worker/worker-pool.js';
import { type Artefact, artefactFault, keepArtefact, knownArtefact } from './artefact-store.js';
import { type Converted, committed, type Loadable, type MadeRoute } from './loadable.js';
import { changesInWords, madeFrom, unreadable } from './made-from.js';
import { signatureOfCases } from './signature-of-cases.js';

export interface ConvertContext extends WorkerContext {
  readonly workers: WorkerPool;
  /** Instruction sets of this machine: what is compiled for them is reused only where they are the same. */
  readonly isa: readonly string[];
  /** Convert again instead of using the cache. */
  readonly again: boolean;
  /** For conversions under way, and results that are not cached. */
  readonly folder: string;
}

export interface FormConverter {
  /**
   * The form after its route. Routes with a common beginning share its conversions, also between models.
   * @param cases golden cases, without probes: for tracing, calibration or fixed sizes
   */
  convert(form: Form, route: readonly RouteStep[], cases: readonly StagedCase[]): Promise<Converted>;
}

export function formConverter(context: ConvertContext): FormConverter {
  /** Steps under way or done, by key. */
  const steps = new Map<string, Promise<Outcome<Artefact>>>();
  const once = (key: string, make: () => Promise<Outcome<Artefact>>) => {
    const step = steps.get(key) ?? make();
    steps.set(key, step);
    return step;
  };
  return {
    async convert(form, route, cases) {
      const made: MadeRoute[number][] = [];
      const stages: Loadable[] = [];
      let source = committed(form);
      for (const planned of route) {
        // The first converter runs the code of the model.
        const requirements = stages.length === 0 ? (form.requirements ?? []) : [];
        const step = { ...planned, requirements };
        const { converter } = step;
        context.host.log.progress(`converting ${form.path} with ${converter.id}`);
        const outcome = await convertStep(source, converter.cases ? cases : [], step, once, context);
        if (!outcome.ok) return { ok: false, failure: outcome.failure, doing: doingOf(converter), route: made };
        const { version, seconds, cached } = outcome.value;
        made.push({ converter: converter.id, version, seconds, cached, ...changesInWords(outcome.value) });
        source = madeFrom(source, outcome.value, converter);
        stages.push(source);
      }
      const [first, ...rest] = stages;
      if (first === undefined) throw new Error(`${form.path} has no route to be converted along`);
      return { ok: true, stages: [first, ...rest], route: made };
    },
  };
}

const doingOf = ({ writes, id }: ConverterFacts): string => `converting to ${writes} (${id})`;

type Step = RouteStep & { readonly requirements: readonly string[] };

type Once = (key: string, make: () => Promise<Outcome<Artefact>>) => Promise<Outcome<Artefact>>;

async function convertStep(
  source: Loadable,
  cases: readonly StagedCase[],
  step: Step,
  once: Once,
  context: ConvertContext,
): Promise<Outcome<Artefact>> {
  const prepared = await context.workers.prepared(converterKind(step.converter, context, step.requirements));
  if (!prepared.ok) return prepared;
  const key = await keyOf(source, cases, step, prepared.value.environment, context);
  return once(key, () => makeStep(key, source, cases, step, context));
}

/** Everything that the result of a conversion depends on: its input, the converter, and the processor if that matters. */
async function keyOf(
  source: Loadable,
  cases: readonly StagedCase[],
  { converter, options }: RouteStep,
  environment: string,
  { isa, host }: ConvertContext,
): Promise<string> {
  // The adapter's own file, and what it may import from the gate.
  const shared = join(host.assets, 'worker', 'portability');
  const files = (await readdir(shared)).filter((name) => name.endsWith('.py')).sort();
  const adapter = await hashFiles([converter.file, ...files.map((name) => join(shared, name))]);
  const inputs = cases.map(({ name, sha256 }) => [name, sha256]);
  // The cases are passed under the source's own names, types and axes.
  const given = inputs.length === 0 ? [] : [inputs, source.names, source.changes];
  return contentKey([source.key, adapter, environment, options, converter.processorSpecific ? isa : null, given]);
}

async function makeStep(
  key: string,
  source: Loadable,
  cases: readonly StagedCase[],
  step: Step,
  context: ConvertContext,
): Promise<Outcome<Artefact>> {
  const { converter, options } = step;
  const { host, again, folder } = context;
  const known = again ? null : await knownArtefact(host, key, converter.artefact);
  if (known !== null) return { ok: true, value: known };
  const { path, format } = source;
  await mkdir(folder, { recursive: true });
  const own = await mkdtemp(join(folder, 'conversion-'));
  const draft = join(own, 'made');
  await mkdir(draft);
  const target = join(draft, converter.artefact);
  const given = await casesFor(source, cases, own);
  if (!given.ok) return given;
  const signature = source.signature ?? (given.value.length === 0 ? null : await signatureOfCases(given.value));
  const answer = await ask(step, { path, format, target, signature, cases: given.value, options }, context);
  if (!answer.ok) {
    const folders = [dirname(path), draft, own, host.scratch, host.cache, host.cwd];
    return { ok: false, failure: withoutFolders(answer.failure, folders) };
  }
  const fault = (await artefactFault(target)) ?? unreadable(target, converter);
  if (fault !== null) return { ok: false, failure: noArtefact(converter, fault) };
  const { names, dtypes, layouts, edits, version, seconds } = answer.value;
  const report = { names, dtypes, layouts, edits, version, seconds };
  if (again) return { ok: true, value: { ...report, path: target, key, cached: false } };
  const kept = await keepArtefact(host, key, draft, converter.artefact, report);
  await rm(own, { recursive: true, force: true });
  return { ok: true, value: kept };
}

/** @returns the reply with the release of the tool */
async function ask(
  { converter, requirements }: Step,
  request: Omit<ConvertRequest, 'method' | 'threads'>,
  context: ConvertContext,
): Promise<Outcome<ConvertResult & { readonly version: string }>> {
  const { threads, limits } = context.config;
  const used = await context.workers.use(converterKind(converter, context, requirements), async (worker) => {
    const answer = await worker.request({ method: 'convert', ...request, threads }, limits.convert);
    const parsed = parsedAnswer(answer, convertResultSchema);
    return parsed.ok ? ({ ok: true, value: { ...parsed.value, version: worker.version } } as const) : parsed;
  });
  context.host.signal.throwIfAborted();
  return used.ok ? used.value : used;
}

/** Folders with the inputs of the cases, as the source has them. */
async function casesFor(source: Loadable, cases: readonly StagedCase[], folder: string): Promise<Outcome<string[]>> {
  const folders: string[] = [];
  try {
    for (const { inputs } of cases) {
      const own = storedForForm(inputs, source);
      const target = own.folder ?? (await mkdtemp(join(folder, 'inputs-')));
      if (own.folder === null) await writeValues(target, await own.read());
      folders.push(target);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, failure: { kind: 'failed', type: 'RangeError', message: error.message } };
  }
  return { ok: true, value: folders };
}

function noArtefact({ id }: ConverterFacts, fault: string): Failure {
  return { kind: 'failed', type: 'NoArtefact', message: `${id} ${fault}` };
}
