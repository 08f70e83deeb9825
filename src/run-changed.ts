/** Only what has changed runs; recorded results stand for the rest. */

import { measuresOf, worstRatioOf } from './baseline/measure.js';
import { type LoadedBaseline, readBaseline } from './baseline/read-baseline.js';
import type { Host } from './host/host.js';
import type { SeenBefore } from './judge/judge-cases.js';
import { untriedCell } from './judge/judge-cell.js';
import type { JudgedCell, JudgedModel } from './judge/judged-model.js';
import type { ModelPlan, Plan } from './plan/plan.js';
import { type CellKeys, cellKeys, nameOf, type RowKeys } from './recorded/cell-keys.js';
import { isRepeatable, writeRecord } from './recorded/record.js';
import { reviewedBaseline } from './recorded/reviewed-baseline.js';
import { enginesOf, findUnchanged, type Unchanged } from './recorded/unchanged.js';
import type { ResultCell, Results } from './results/schema.js';
import type { RunOptions, runModels } from './run-models.js';
import type { Session } from './session.js';
import { toReal } from './tensor/real.js';

export interface ChangedOptions extends RunOptions {
  readonly baseline: LoadedBaseline;
  /** Run every cell, recorded or not. */
  readonly everything: boolean;
  /** Told of all models before any runs, with the results that are recorded; not at all when none does. */
  readonly onBegun: (models: readonly JudgedModel[]) => void;
}

export interface ChangedRun {
  readonly judged: readonly JudgedModel[];
  readonly keys: CellKeys;
}

/** Runs the cells of the plan that have no recorded result, and puts the recorded ones in their places. */
export async function runChanged(plan: Plan, session: Session, options: ChangedOptions): Promise<ChangedRun> {
  const { host } = session;
  const keys = await keysOf(plan, session, options);
  const before = options.everything ? null : await keys.keys();
  const found =
    before === null
      ? plan.models.map(({ cells }) => cells.map(() => null))
      : await findUnchanged(plan, before, await reviewedBaseline(options.baseline, host), host);
  const recorded = (index: number): readonly (Unchanged | null)[] => found[index] ?? [];
  const changed = plan.models.map((model, index) => remaining(model, recorded(index)));
  const models = changed.filter((model) => model !== null);
  const skipped = plan.models.reduce((sum, _, index) => sum + recorded(index).filter((one) => one !== null).length, 0);
  if (skipped > 0) host.log.info(`${skipped} unchanged: their recorded results stand; --all runs everything`);
  const beside = new Map(
    plan.models.map(({ model }, index) => [model.id, besideOf(plan.models[index], recorded(index))]),
  );
  const begun = plan.models.map((model, index) => joined(model, recorded(index), notYet(model)));
  if (models.length > 0) options.onBegun(begun);
  const places = new Map(plan.models.map(({ model }, index) => [model.id, index]));
  const onJudged = (one: JudgedModel) => {
    const index = places.get(one.plan.model.id) ?? -1;
    const model = plan.models[index];
    if (model !== undefined) options.onJudged?.(joined(model, recorded(index), one));
  };
  const ran = models.length === 0 ? [] : await run({ ...plan, models }, session, { ...options, beside, onJudged });
  const byId = new Map(ran.map((one) => [one.plan.model.id, one]));
  const judged = plan.models.map((model, index) => joined(model, recorded(index), byId.get(model.model.id)));
  // Where nothing ran, nothing was installed.
  return { judged, keys: models.length === 0 && before !== null ? { keys: () => Promise.resolve(before) } : keys };
}

/** Whether a run of what has changed would run anything; nothing is run or installed. */
export async function hasChanged(plan: Plan, session: Session): Promise<boolean> {
  const { host, request } = session;
  const keys = await keysOf(plan, session, { everyProbe: false, everyTruth: false });
  const baseline = await reviewedBaseline(await readBaseline(host.cwd, request.baseline), host);
  const found = await findUnchanged(plan, await keys.keys(), baseline, host);
  return plan.models.some((model, index) => remaining(model, found[index] ?? []) !== null);
}

function keysOf(
  plan: Plan,
  { host, config, platform, runtimes, workers }: Session,
  { everyProbe, everyTruth }: Pick<ChangedOptions, 'everyProbe' | 'everyTruth'>,
): Promise<CellKeys> {
  const sandbox = workers().context.launcher.level;
  return cellKeys(plan, { host, config, platform, sandbox, everyProbe, everyTruth, runtimes });
}

/** What runs and judges models is half of the program: where nothing has changed it is not even loaded. */
async function run(...request: Parameters<typeof runModels>): ReturnType<typeof runModels> {
  const { runModels } = await import('./run-models.js');
  return runModels(...request);
}

/** Recorded results of a row as far as they bear on how the rest of it is judged. */
function besideOf(plan: ModelPlan | undefined, recorded: readonly (Unchanged | null)[]): SeenBefore[] {
  return (plan?.cells ?? []).flatMap((planned, index) => {
    const one = recorded[index] ?? null;
    if (one === null) return [];
    const { runtime, precision } = planned.column;
    const direct = planned.kind === 'run' && planned.route.length === 0 && one.cell.state === 'pass';
    const passing = direct ? planned.forms.map(({ path }) => path) : [];
    return [{ engine: runtime.engine, precision, outputs: one.cell.outputs, passing }];
  });
}

/** A model of which nothing has run yet. */
function notYet(plan: ModelPlan): JudgedModel {
  const fault = { what: 'the run was stopped before it was judged' };
  return {
    plan,
    goldens: 'none',
    reference: { missing: fault },
    noise: null,
    cells: plan.cells.map((cell) =>
      untriedCell(
        plan,
        cell.column,
        cell.kind === 'skip' ? { ...cell, failure: null } : { state: 'not-run', fault, failure: null },
      ),
    ),
    consensus: [],
  };
}

/** The plan of what has to run; null when nothing has to. */
function remaining(model: ModelPlan, recorded: readonly (Unchanged | null)[]): ModelPlan | null {
  const cells = model.cells.filter((_, index) => (recorded[index] ?? null) === null);
  if (cells.length === model.cells.length) return model;
  return cells.some(({ kind }) => kind === 'run') ? { ...model, cells } : null;
}

function joined(plan: ModelPlan, recorded: readonly (Unchanged | null)[], ran: JudgedModel | undefined): JudgedModel {
  if (recorded.every((one) => one === null) && ran !== undefined) return ran;
  const fresh = new Map(ran?.cells.map((one) => [one.column.id, one]));
  const cells = plan.cells.map((cell, index): JudgedCell => {
    const one = recorded[index] ?? null;
    if (one !== null) {
      const { version, effectivePrecision, from } = one;
      return { cell: { ...one.cell, recorded: from }, column: cell.column, evidence: [], version, effectivePrecision };
    }
    const own = fresh.get(cell.column.id);
    if (own !== undefined) return own;
    if (cell.kind === 'skip') return untriedCell(plan, cell.column, { ...cell, failure: null });
    throw new Error(`${plan.model.id} on ${cell.column.id} has neither run nor a recorded result`);
  });
  if (ran !== undefined) return { ...ran, plan, cells };
  const first = recorded.find((one) => one !== null);
  if (first === undefined || first === null) throw new Error(`${plan.model.id} has neither run nor recorded results`);
  const { goldens, reference, consensus = [], truth } = first;
  return {
    plan,
    goldens,
    reference:
      reference === null
        ? { missing: { what: 'there is no reference to compare with' } }
        : { ...reference, engine: null, outputs: new Map() },
    noise: null,
    cells,
    consensus,
    ...(truth === undefined ? {} : { truth }),
  };
}

/** A recorded pass is not a run that passed: it is shown as not run, with the result. Whatever else it was, it stays. */
export function shownAsRecorded(cell: ResultCell): ResultCell {
  if (cell.recorded === undefined || cell.state !== 'pass') return cell;
  const ratio = worstRatioOf(measuresOf(cell.outputs));
  const lastKnown = { state: cell.state, noiseRatio: ratio === null ? null : toReal(ratio) };
  return { ...cell, state: 'not-run', reason: UNCHANGED, lastKnown: cell.lastKnown ?? lastKnown };
}

const UNCHANGED = 'nothing that its result depends on has changed since it was recorded';

/**
 * Keeps the results of the cells that ran, as they were before any approval, for later runs.
 * @param keys one for each model
 */
export async function keepResults(
  judged: readonly JudgedModel[],
  keys: readonly RowKeys[],
  { cells, models }: Pick<Results, 'cells' | 'models'>,
  host: Host,
): Promise<void> {
  const of = ({ model, runtime }: { readonly model: string; readonly runtime: string }) =>
    JSON.stringify([model, runtime]);
  const diagnoses = new Map(cells.map((cell) => [of(cell), cell.diagnosis]));
  const known = new Map(models.map((model) => [model.id, model]));
  const writes = judged.flatMap(({ plan, cells: its }, index) =>
    its.map(async ({ cell, version, effectivePrecision }, place) => {
      const row = keys[index];
      const key = row === undefined ? null : nameOf(row, place, cell);
      const model = known.get(plan.model.id);
      if (row === undefined || key === null || model === undefined) return;
      if (cell.recorded !== undefined || !isRepeatable(cell)) return;
      const diagnosis = diagnoses.get(of(cell));
      await writeRecord(host, key, {
        row: row.row,
        engines: enginesOf(plan, () => true),
        cell: diagnosis === undefined ? cell : { ...cell, diagnosis },
        version,
        effectivePrecision,
        goldens: model.goldens,
        reference: model.reference,
        ...(model.consensus === undefined ? {} : { consensus: model.consensus }),
        ...(model.truth === undefined ? {} : { truth: model.truth }),
      });
    }),
  );
  await Promise.all(writes);
}
