import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import { type OtherInputs, otherInputs } from '../golden/other-inputs.js';
import type { StagedCase, StagedModel } from '../golden/stage-cases.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import type { Column } from '../plan/column.js';
import { resolveRules } from '../plan/resolve-rules.js';
import { readOutputs } from '../run/read-outputs.js';
import type { RuntimePool } from '../run/run-request.js';
import type { Values } from '../tensor/tensor.js';
import type { Fault } from '../types.js';
import { valuesIn } from '../values/stored-values.js';
import { writeValues } from '../values/value-folder.js';
import { MUTATIONS } from './all-mutations.js';
import { chooseSites } from './choose-sites.js';
import { clearest, type Sight } from './judge-mutant.js';
import { type LookContext, lookAtMutant, type ViewedCase } from './look-at-mutant.js';
import type { Mutant } from './mutation.js';
import { advise, type MutationStudy, type StudiedMutant, studyOf } from './mutation-study.js';
import { outputMeans } from './output-means.js';
import { readWholeModel } from './read-whole-model.js';
import { referenceRuns, type Studied } from './reference-runs.js';
import { scopedNodes } from './scoped-nodes.js';

export interface StudyOptions {
  /** Most mutants of one kind. */
  readonly perKind: number;
  /** Most other inputs that are tried on the mutants that the goldens do not catch. */
  readonly candidates: number;
}

/** What a study works with; times are in milliseconds of one clock. */
export interface StudyContext {
  readonly column: Column;
  readonly pool: RuntimePool;
  readonly config: Config;
  /** Mutants and inputs are written here. */
  readonly folder: string;
  readonly deadline: number;
  now(): number;
  progress(what: string): void;
}

/** The study, and its inputs with the outputs of the unchanged model. */
export interface StudyOutcome {
  readonly study: MutationStudy;
  readonly goldens: readonly ViewedCase[];
  readonly candidates: readonly ViewedCandidate[];
}

export interface ViewedCandidate extends ViewedCase {
  readonly candidate: OtherInputs;
}

/** Share of the time after which no further mutant is started, so that some is left for finding better inputs. */
const SHARE_OF_GOLDENS = 0.7;
const MOST_ADVICE = 3;

/** Makes mutants of a model and finds out which of them its golden cases catch. */
export async function studyModel(
  model: Model,
  onnx: OnnxModel,
  staged: StagedModel,
  options: StudyOptions,
  context: StudyContext,
): Promise<StudyOutcome | { readonly fault: Fault }> {
  const { column, pool, config, folder, deadline, now, progress } = context;
  const read = readWholeModel(model.forms[0]);
  if ('fault' in read) return read;
  const { whole } = read;
  progress(`${model.id}: reference`);
  const pause = now() + (deadline - now()) * SHARE_OF_GOLDENS;
  const studied: Studied = { model, onnx, column, rules: resolveRules(model, column, config), pool, config };
  const reference = await referenceRuns(studied, staged.cases, join(folder, 'unchanged'));
  if ('fault' in reference) return reference;
  const outputs: Values[] = [];
  for (const { name } of staged.cases) {
    const read = await readOutputs(reference, name, `the unchanged model on ${column.runtime.id}`);
    if ('fault' in read) return read;
    outputs.push(read.values);
  }
  const target = { model: whole, nodes: scopedNodes(whole), means: outputMeans(outputs) };
  const mutants = inTurns(MUTATIONS.map((kind) => chooseSites(kind, target, options.perKind, config.seed)));
  const look: LookContext = { ...studied, whole, folder };
  const goldens = staged.cases.map((one) => ({ staged: one, reference }));
  const fates = new Map<Mutant, StudiedMutant>();
  for (const [index, mutant] of mutants.entries()) {
    progress(`${model.id}: mutant ${index + 1} of ${mutants.length}`);
    const seen = now() > pause ? undefined : await lookAtMutant(mutant, goldens, look);
    fates.set(mutant, firstSight(mutant, seen));
  }
  const survivors = mutants.filter((mutant) => fates.get(mutant)?.fate === 'survived');
  const candidates = survivors.length === 0 ? [] : await viewCandidates(studied, staged, options.candidates, context);
  for (const [index, mutant] of survivors.entries()) {
    if (candidates.length === 0 || now() > deadline) break;
    progress(`${model.id}: trying other inputs on survivor ${index + 1} of ${survivors.length}`);
    const seen = await lookAtMutant(mutant, candidates, look);
    const before = fates.get(mutant);
    if (seen !== null && before !== undefined) fates.set(mutant, secondSight(before, seen));
  }
  const all = [...fates.values()];
  const advice = advise(
    all,
    candidates.map(({ candidate: { name, recipes } }) => ({ name, inputs: recipes })),
    MOST_ADVICE,
  );
  const about = { model: model.id, goldens: staged.goldens, cases: staged.cases.length, tried: candidates.length };
  return { study: studyOf(about, all, MUTATIONS, advice), goldens, candidates };
}

type Seen = ReadonlyMap<string, ReadonlyMap<string, Sight>>;

/** How the goldens react to a mutant; undefined: there was no time to run it, null: it does not run. */
function firstSight({ kind, where }: Mutant, seen: Seen | null | undefined): StudiedMutant {
  const base = { kind, where, outputs: {}, caughtBy: [] };
  if (seen === undefined) return { ...base, fate: 'not-run' };
  if (seen === null) return { ...base, fate: 'not-loaded' };
  const outputs = merged([...seen.values()]);
  return { ...base, outputs, fate: clearest(Object.values(outputs)) === 'caught' ? 'caught' : 'survived' };
}

/** A survivor that no input shows, neither the goldens nor others, is equivalent. */
function secondSight(before: StudiedMutant, seen: Seen): StudiedMutant {
  const caughtBy = [...seen].filter(([, sights]) => clearest(sights.values()) === 'caught').map(([name]) => name);
  const anywhere = merged([new Map(Object.entries(before.outputs)), ...seen.values()]);
  const hidden = clearest(Object.values(anywhere)) === 'still';
  // If another input moves an output, the goldens could have moved it too.
  const outputs = Object.fromEntries(
    Object.entries(anywhere).map(([name, sight]) => [name, sight === 'still' ? 'still' : 'moved'] as const),
  );
  return { ...before, outputs, caughtBy, fate: hidden ? 'equivalent' : 'survived' };
}

function merged(views: readonly ReadonlyMap<string, Sight>[]): Record<string, Sight> {
  const names = [...new Set(views.flatMap((view) => [...view.keys()]))].sort();
  return Object.fromEntries(names.map((name) => [name, clearest(views.map((view) => view.get(name) ?? 'still'))]));
}

/** One of each kind, then the next of each: a study that ends early has tried all kinds. */
function inTurns(kinds: readonly (readonly Mutant[])[]): Mutant[] {
  const longest = Math.max(0, ...kinds.map((mutants) => mutants.length));
  return Array.from({ length: longest }, (_, turn) => kinds.flatMap((mutants) => mutants[turn] ?? [])).flat();
}

/** Other inputs that the model accepts, each with the outputs of the unchanged model. */
async function viewCandidates(
  studied: Studied,
  { cases, goldens }: StagedModel,
  most: number,
  { folder, deadline, now, progress }: StudyContext,
): Promise<ViewedCandidate[]> {
  const { model, onnx, config } = studied;
  const [sample] = cases;
  if (sample === undefined) return [];
  const kept = { kind: goldens, sample: await sample.inputs.read(), recipes: model.entry.inputs };
  const viewed: ViewedCandidate[] = [];
  let made = 0;
  for (const candidate of otherInputs(onnx.signature, kept, config.seed)) {
    if (made === most || now() > deadline) break;
    progress(`${model.id}: reference for inputs "${candidate.name}"`);
    const own = join(folder, `candidate-${made}`);
    made += 1;
    await writeValues(join(own, 'inputs'), candidate.values);
    const inputs = valuesIn(join(own, 'inputs'));
    const staged: StagedCase = { name: candidate.name, inputs, expected: null, sha256: '' };
    const reference = await referenceRuns(studied, [staged], own);
    // Inputs that the model rejects are not candidates.
    if (!('fault' in reference)) viewed.push({ candidate, staged, reference });
  }
  return viewed;
}
