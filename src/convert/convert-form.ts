import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ConverterFacts } from '../adapters/define.js';
import { CODE_ROOT } from '../discover/code-form.js';
import type { Form } from '../discover/form.js';
import { hashFiles } from '../discover/hash-files.js';
import { wordsOfCode } from '../discover/words-of-code.js';
import { contentKey } from '../environments/content-key.js';
import type { StagedCase } from '../golden/stage-cases.js';
import type { RouteStep } from '../plan/routes.js';
import { storedForForm } from '../values/correspondence.js';
import { filesOfValues, writeValues } from '../values/value-folder.js';
import { type Failure, type Outcome, withoutFolders } from '../worker/failure.js';
import { parsedAnswer } from '../worker/parsed-answer.js';
import { type ConvertResult, convertResultSchema } from '../worker/protocol.js';
import { ownKind, refusedCode } from '../worker/refused-code.js';
import { ARTEFACT } from '../worker/take-written.js';
import type { Worker } from '../worker/worker.js';
import { converterKind, type WorkerContext } from '../worker/worker-kinds.js';
import type { WorkerPool } from '../worker/worker-pool.js';
import { type Artefact, artefactFault, draftArtefact, keepArtefact, knownArtefact } from './artefact-store.js';
import { sparseWeights, withDenseWeights } from './dense-weights.js';
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
      let { source, edits } = await sourceOf(form, context);
      for (const planned of route) {
        // The first converter runs the code of the model.
        const requirements = stages.length === 0 ? (form.requirements ?? []) : [];
        const step = { ...planned, requirements };
        const { converter } = step;
        context.host.log.progress(`converting ${form.path} with ${converter.id}`);
        const outcome = await convertStep(source, converter.cases ? cases : [], step, once, context);
        if (!outcome.ok) return { ok: false, failure: outcome.failure, doing: doingOf(converter), route: made };
        const { version, seconds, cached } = outcome.value;
        const { id, package: tool } = converter;
        const by = tool === '' ? {} : { package: tool };
        made.push({ converter: id, ...by, version, seconds, cached, ...changesInWords(outcome.value, edits) });
        edits = [];
        source = madeFrom(source, outcome.value, converter);
        stages.push(source);
      }
      const [first, ...rest] = stages;
      if (first === undefined) throw new Error(`${form.path} has no route to be converted along`);
      return { ok: true, stages: [first, ...rest], route: made };
    },
  };
}

/** What a route starts with, and in words how it differs from the committed form. */
interface Source {
  readonly source: Loadable;
  readonly edits: readonly string[];
}

async function sourceOf(form: Form, { folder }: ConvertContext): Promise<Source> {
  const source = committed(form);
  const graph = 'fault' in form.content ? undefined : form.content.onnx?.graph;
  if (graph === undefined || sparseWeights(graph).length === 0) return { source, edits: [] };
  await mkdir(folder, { recursive: true });
  const dense = await withDenseWeights(source, await mkdtemp(join(folder, 'dense-')));
  return { source: dense, edits: dense === source ? [] : ['made its sparse weights dense first'] };
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
  const refused = source.code.length === 0 ? null : refusedCode(wordsOfCode(source.code), context);
  if (refused !== null) return { ok: false, failure: { kind: 'refused', explanation: refused } };
  const prepared = await context.workers.prepared(converterKind(step, context, step.requirements));
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
  const { converter } = step;
  const { host, again, folder } = context;
  const known = again ? null : await knownArtefact(host, key, converter.artefact);
  if (known !== null) return { ok: true, value: known };
  await mkdir(folder, { recursive: true });
  const own = await mkdtemp(join(folder, 'conversion-'));
  const draft = join(own, 'made');
  const target = join(draft, converter.artefact);
  const kind = ownKind(converterKind(step, context, step.requirements), source);
  const used = await context.workers.use(kind, (worker) => convertOn(worker, source, cases, step, draft, context));
  host.signal.throwIfAborted();
  const answer = used.ok ? used.value : used;
  if (!answer.ok) return answer;
  const fault = (await artefactFault(target)) ?? unreadable(target, converter);
  if (fault !== null) return { ok: false, failure: noArtefact(converter, fault) };
  const { names, dtypes, layouts, edits, version, seconds } = answer.value;
  const report = { names, dtypes, layouts, edits, version, seconds };
  if (again) return { ok: true, value: await draftArtefact(key, draft, converter.artefact, report) };
  return { ok: true, value: await keepArtefact(host, key, draft, converter.artefact, report) };
}

/**
 * Has the worker convert, and takes what it made to `draft`.
 * @returns the reply with the release of the tool
 */
async function convertOn(
  worker: Worker,
  source: Loadable,
  cases: readonly StagedCase[],
  { converter, options }: RouteStep,
  draft: string,
  { config, host }: ConvertContext,
): Promise<Outcome<ConvertResult & { readonly version: string }>> {
  const { threads, limits } = config;
  const { format, files } = source;
  const own = await worker.folder.give();
  try {
    await worker.folder.place(files, own);
    const path = join(own, basename(source.path));
    const given = await placeCases(source, cases, own, worker);
    if (!given.ok) return given;
    const signature = source.signature ?? (given.value.length === 0 ? null : await signatureOfCases(given.value));
    const made = await worker.folder.make();
    const target = join(made, converter.artefact);
    const request = { path, format, target, signature, cases: given.value, options, threads };
    const answer = await worker.request({ method: 'convert', ...request }, limits.convert);
    const parsed = parsedAnswer(answer, convertResultSchema);
    if (!parsed.ok) {
      const folders = [join(own, CODE_ROOT), own, made, host.scratch, host.cache, host.assets, host.cwd];
      return { ok: false, failure: withoutFolders(parsed.failure, folders) };
    }
    const fault = await worker.folder.take(made, draft, ARTEFACT);
    if (fault !== null) return { ok: false, failure: noArtefact(converter, fault) };
    return { ok: true, value: { ...parsed.value, version: worker.version } };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Folders with the inputs of the cases, as the source has them. */
async function placeCases(
  source: Loadable,
  cases: readonly StagedCase[],
  folder: string,
  worker: Worker,
): Promise<Outcome<string[]>> {
  const folders: string[] = [];
  try {
    for (const [index, { inputs }] of cases.entries()) {
      const own = storedForForm(inputs, source);
      // A name that is the same in every run: a message may show it.
      const target = join(folder, `inputs-${index + 1}`);
      await mkdir(target);
      if (own.folder === null) await writeValues(target, await own.read());
      else await worker.folder.place(filesOfValues(own.folder), target);
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
