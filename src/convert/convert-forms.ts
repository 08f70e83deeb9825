import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import type { ConverterFacts } from '../adapters/define.js';
import { type Form, type NamesMap, signatureOfForm } from '../discover/form.js';
import { contentKey } from '../environments/content-key.js';
import type { Plan } from '../plan/plan.js';
import type { RouteStep } from '../plan/routes.js';
import type { Format, Signature } from '../types.js';
import { type Failure, type Outcome, withoutFolders } from '../worker/failure.js';
import { type Artefact, artefactFault, draftFolder, keepArtefact, knownArtefact } from './artefact-store.js';
import { composeNames } from './compose-names.js';
import { type Conversions, type Converted, conversionKey, type MadeRoute } from './converted.js';
import { type ConverterContext, type ConverterWorker, openConverter } from './converter-worker.js';
import { renamedSignature } from './renamed-signature.js';

export interface ConvertContext extends ConverterContext {
  /** Instruction sets of this machine: what is compiled for it is kept for its like only. */
  readonly isa: readonly string[];
  /** Make again what the cache knows. */
  readonly again: boolean;
  /** Converters at the same time. */
  readonly jobs: number;
}

/** What is converted by one step: a committed form, or what the step before has made. */
interface Source {
  readonly path: string;
  readonly format: Format;
  /** Names its content. */
  readonly key: string;
  readonly signature: Signature | null;
}

interface Workshop {
  readonly context: ConvertContext;
  worker(converter: ConverterFacts): Promise<Outcome<ConverterWorker>>;
  /** Steps under way or done, by key: two routes may begin alike. */
  readonly steps: Map<string, Promise<Outcome<Artefact>>>;
}

/** Makes every artefact that the plan needs, each once, however many cells stand behind it. */
export async function convertForms(plan: Plan, context: ConvertContext): Promise<Conversions> {
  const wanted = new Map<string, { readonly form: Form; readonly route: readonly RouteStep[] }>();
  for (const cell of plan.cells)
    if (cell.kind === 'run' && cell.route.length > 0)
      for (const form of cell.forms) wanted.set(conversionKey(form, cell.route), { form, route: cell.route });
  const workers = new Map<string, Promise<Outcome<ConverterWorker>>>();
  const workshop: Workshop = {
    context,
    steps: new Map(),
    worker(converter) {
      const open = workers.get(converter.file) ?? openConverter(converter, context);
      workers.set(converter.file, open);
      return open;
    },
  };
  const limit = pLimit(context.jobs);
  let done = 0;
  try {
    const ended = await Promise.allSettled(
      [...wanted].map(([key, { form, route }]) =>
        limit(async () => {
          const names = route.map(({ converter }) => converter.id).join(', ');
          context.host.log.progress(`${done}/${wanted.size}  converting ${form.path} through ${names}`);
          const converted = await convertForm(form, route, workshop);
          done++;
          return [key, converted] as const;
        }),
      ),
    );
    return new Map(
      ended.map((end) => {
        if (end.status === 'rejected') throw end.reason;
        return end.value;
      }),
    );
  } finally {
    for (const opening of workers.values()) {
      const opened = await opening.catch(() => null);
      if (opened?.ok === true) await opened.value.close();
    }
  }
}

async function convertForm(form: Form, route: readonly RouteStep[], workshop: Workshop): Promise<Converted> {
  const { format } = form.content;
  if (format === null) throw new Error(`${form.path} was planned with a route and has no format`);
  let source: Source = { path: form.absolute, format, key: form.sha256, signature: signatureOfForm(form) };
  let names: NamesMap = form.names;
  const made: MadeRoute[number][] = [];
  for (const step of route) {
    const { converter } = step;
    const outcome = await convertStep(source, step, workshop);
    if (!outcome.ok) return { ok: false, failure: outcome.failure, doing: doingOf(converter), route: made };
    const artefact = outcome.value;
    const { version, seconds, cached } = artefact;
    made.push({ converter: converter.id, version, seconds, cached });
    names = composeNames(names, artefact.names);
    const { path, key } = artefact;
    source = { path, key, format: converter.writes, signature: renamedSignature(source.signature, artefact.names) };
  }
  return { ok: true, path: source.path, format: source.format, names, route: made };
}

const doingOf = ({ writes, id }: ConverterFacts): string => `converting to ${writes} (${id})`;

async function convertStep(source: Source, step: RouteStep, workshop: Workshop): Promise<Outcome<Artefact>> {
  const opened = await workshop.worker(step.converter);
  if (!opened.ok) return opened;
  const key = await keyOf(source, step, opened.value, workshop.context);
  const under = workshop.steps.get(key) ?? makeStep(key, source, step, opened.value, workshop.context);
  workshop.steps.set(key, under);
  return under;
}

/** Everything that decides what a converter writes: what it gets, what it is, and where it runs if that matters. */
async function keyOf(
  source: Source,
  { converter, options }: RouteStep,
  { environment }: ConverterWorker,
  { isa }: ConvertContext,
): Promise<string> {
  const adapter = createHash('sha256')
    .update(await readFile(converter.file))
    .digest('hex');
  return contentKey([source.key, adapter, environment, options, converter.processorSpecific ? isa : null]);
}

async function makeStep(
  key: string,
  source: Source,
  { converter, options }: RouteStep,
  worker: ConverterWorker,
  { host, again }: ConvertContext,
): Promise<Outcome<Artefact>> {
  const known = again ? null : await knownArtefact(host, key, converter.artefact);
  if (known !== null) return { ok: true, value: known };
  const { path, format, signature } = source;
  const draft = await draftFolder(host);
  const target = join(draft, converter.artefact);
  const answer = await worker.convert({ path, format, target, signature, options });
  if (!answer.ok)
    return { ok: false, failure: withoutFolders(answer.failure, [dirname(path), draft, host.scratch, host.cache]) };
  const fault = await artefactFault(target);
  if (fault !== null) return { ok: false, failure: lie(converter, fault) };
  const { names, version, seconds } = answer.value;
  const said = { names, version, seconds };
  return {
    ok: true,
    value: again
      ? { ...said, path: target, key, cached: false }
      : await keepArtefact(host, key, draft, converter.artefact, said),
  };
}

function lie({ id }: ConverterFacts, fault: string): Failure {
  return { kind: 'failed', type: 'NoArtefact', message: `${id} ${fault}` };
}
