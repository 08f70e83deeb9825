import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import type { ConverterFacts } from '../adapters/define.js';
import type { Model } from '../discover/discover-models.js';
import { type Form, signatureOfForm } from '../discover/form.js';
import { hashFiles } from '../discover/hash-files.js';
import { contentKey } from '../environments/content-key.js';
import { goldenCases, inputsForForm, type StagedCase, type StagedModel } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import type { Plan } from '../plan/plan.js';
import type { RouteStep } from '../plan/routes.js';
import { type Failure, type Outcome, withoutFolders } from '../worker/failure.js';
import { type Artefact, artefactFault, draftFolder, keepArtefact, knownArtefact } from './artefact-store.js';
import { type Conversions, type Converted, conversionKey, type MadeRoute, type WhatRuns } from './converted.js';
import { type ConverterTeam, converterTeam } from './converter-team.js';
import type { ConverterContext, ConverterWorker } from './converter-worker.js';
import { madeFrom, type Stage, saidOf, unreadable } from './made-from.js';
import { signatureOfCases } from './signature-of-cases.js';

export interface ConvertContext extends ConverterContext {
  /** Instruction sets of this machine: what is compiled for it is kept for its like only. */
  readonly isa: readonly string[];
  /** Make again what the cache knows. */
  readonly again: boolean;
  /** Converters at the same time. */
  readonly jobs: number;
}

/** A form, and the way that it is to go. */
export interface WantedConversion {
  readonly model: Pick<Model, 'id'>;
  readonly form: Form;
  readonly route: readonly RouteStep[];
  /** Goldens, without the probes. */
  readonly cases: readonly StagedCase[];
}

interface Workshop {
  readonly context: ConvertContext;
  readonly team: ConverterTeam;
  /** Steps under way or done, by key: two routes may begin alike. */
  readonly steps: Map<string, Promise<Outcome<Artefact>>>;
}

/** What the plan needs, once for each cell that needs it. */
export function wantedConversions(plan: Plan, staged: ReadonlyMap<string, StagedModel>): WantedConversion[] {
  return plan.cells.flatMap((cell) => {
    if (cell.kind !== 'run' || cell.route.length === 0) return [];
    const its = staged.get(cell.model.id);
    const cases = its === undefined ? [] : goldenCases(its);
    return cell.forms.map((form) => ({ model: cell.model, form, route: cell.route, cases }));
  });
}

/** Makes every artefact that is wanted, each once, however often it is. */
export async function convertForms(
  conversions: readonly WantedConversion[],
  context: ConvertContext,
): Promise<Conversions> {
  const wanted = new Map(conversions.map((one) => [conversionKey(one.model, one.form, one.route), one]));
  // Neighbours use the same converters: none is kept for longer than it is needed.
  const ordered = [...wanted].sort(([, a], [, b]) => compareText(routeName(a), routeName(b)));
  const team = converterTeam(
    ordered.flatMap(([, { route }]) => route.map(({ converter }) => converter)),
    context,
  );
  const workshop: Workshop = { context, team, steps: new Map() };
  const limit = pLimit(context.jobs);
  let done = 0;
  try {
    const ended = await Promise.allSettled(
      ordered.map(([key, one]) =>
        limit(async () => {
          context.host.log.progress(`${done}/${wanted.size}  converting ${one.form.path} through ${routeName(one)}`);
          const converted = await convertForm(one, workshop);
          for (const { converter } of one.route) await team.release(converter);
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
    await team.dismiss();
  }
}

/** By code units: the same order everywhere; equals keep theirs. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const routeName = ({ route }: WantedConversion): string => route.map(({ converter }) => converter.id).join(', ');

async function convertForm({ form, route, cases }: WantedConversion, workshop: Workshop): Promise<Converted> {
  const { format } = form.content;
  if (format === null) throw new Error(`${form.path} was planned with a route and has no format`);
  let source: Stage = {
    path: form.absolute,
    format,
    key: form.sha256,
    signature: signatureOfForm(form),
    names: form.names,
    changes: form.changes ?? {},
  };
  const made: MadeRoute[number][] = [];
  const before: WhatRuns[] = [];
  for (const step of route) {
    const { converter } = step;
    const outcome = await convertStep(source, cases, step, workshop);
    if (!outcome.ok) return { ok: false, failure: outcome.failure, doing: doingOf(converter), route: made };
    const artefact = outcome.value;
    if (made.length > 0) before.push(whatRunsAt(source, made, before));
    const { version, seconds, cached } = artefact;
    made.push({ converter: converter.id, version, seconds, cached, ...saidOf(artefact) });
    source = madeFrom(source, artefact, converter);
  }
  return { ok: true, ...whatRunsAt(source, made, before) };
}

function whatRunsAt(
  { path, format, key, signature, names, changes }: Stage,
  route: MadeRoute,
  before: readonly WhatRuns[],
): WhatRuns {
  return { path, format, key, signature, names, changes, route: [...route], before: [...before] };
}

const doingOf = ({ writes, id }: ConverterFacts): string => `converting to ${writes} (${id})`;

async function convertStep(
  source: Stage,
  cases: readonly StagedCase[],
  step: RouteStep,
  workshop: Workshop,
): Promise<Outcome<Artefact>> {
  const opened = await workshop.team.worker(step.converter);
  if (!opened.ok) return opened;
  const given = step.converter.cases ? cases : [];
  const key = await keyOf(source, given, step, opened.value, workshop.context);
  const under = workshop.steps.get(key) ?? makeStep(key, source, given, step, opened.value, workshop.context);
  workshop.steps.set(key, under);
  return under;
}

/** Everything that decides what a converter writes: what it gets, what it is, and where it runs if that matters. */
async function keyOf(
  source: Stage,
  cases: readonly StagedCase[],
  { converter, options }: RouteStep,
  { environment }: ConverterWorker,
  { isa, host }: ConvertContext,
): Promise<string> {
  // Its own file, and what it may import from the gate.
  const shared = join(host.assets, 'worker', 'portability');
  const files = (await readdir(shared)).filter((name) => name.endsWith('.py')).sort();
  const adapter = await hashFiles([converter.file, ...files.map((name) => join(shared, name))]);
  const inputs = cases.map(({ name, sha256 }) => [name, sha256]);
  // What the source's names mean decides what the cases are called for it.
  const given = inputs.length === 0 ? [] : [inputs, source.names, source.changes];
  return contentKey([source.key, adapter, environment, options, converter.processorSpecific ? isa : null, given]);
}

async function makeStep(
  key: string,
  source: Stage,
  cases: readonly StagedCase[],
  { converter, options }: RouteStep,
  worker: ConverterWorker,
  { host, again }: ConvertContext,
): Promise<Outcome<Artefact>> {
  const known = again ? null : await knownArtefact(host, key, converter.artefact);
  if (known !== null) return { ok: true, value: known };
  const { path, format } = source;
  const draft = await draftFolder(host);
  const target = join(draft, converter.artefact);
  const given = await casesFor(source, cases, host);
  if (!given.ok) return given;
  const signature = source.signature ?? (given.value.length === 0 ? null : await signatureOfCases(given.value));
  const answer = await worker.convert({ path, format, target, signature, cases: given.value, options });
  if (!answer.ok)
    return {
      ok: false,
      failure: withoutFolders(answer.failure, [dirname(path), draft, host.scratch, host.cache, host.cwd]),
    };
  const fault = (await artefactFault(target)) ?? unreadable(target, converter);
  if (fault !== null) return { ok: false, failure: lie(converter, fault) };
  const { names, dtypes, layouts, version, seconds } = answer.value;
  const said = { names, dtypes, layouts, version, seconds };
  return {
    ok: true,
    value: again
      ? { ...said, path: target, key, cached: false }
      : await keepArtefact(host, key, draft, converter.artefact, said),
  };
}

/** Folders with the inputs of the cases, as the source has them. */
async function casesFor(source: Stage, cases: readonly StagedCase[], host: Host): Promise<Outcome<string[]>> {
  const folders: string[] = [];
  try {
    for (const one of cases) folders.push(await inputsForForm(one, source, join(await draftFolder(host), 'inputs')));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, failure: { kind: 'failed', type: 'RangeError', message: error.message } };
  }
  return { ok: true, value: folders };
}

function lie({ id }: ConverterFacts, fault: string): Failure {
  return { kind: 'failed', type: 'NoArtefact', message: `${id} ${fault}` };
}
