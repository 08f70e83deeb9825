import type { TallyTeam } from '../compare/kernel/tally-team.js';
import type { Config } from '../config/schema.js';
import { goldenCases } from '../golden/stage-cases.js';
import type { ComparedCell } from '../judge/compare-cells.js';
import { compareForm } from '../judge/compare-form.js';
import type { ModelRun } from '../judge/model-run.js';
import { fromReal, type ResultHop, toReal } from '../results/schema.js';
import { cellVerdict } from '../results/verdict.js';
import type { TaskResult } from '../trial/task.js';
import { driftsOn, type Hop } from './plan-hops.js';

/** The cells with what came of their hops: how far each form on the way is from the reference. */
export async function judgeHops(
  compared: readonly ComparedCell[],
  hops: readonly Hop[],
  results: ReadonlyMap<string, TaskResult>,
  runs: ReadonlyMap<string, ModelRun>,
  config: Config,
  team?: TallyTeam,
): Promise<ComparedCell[]> {
  const judged = new Map<string, ResultHop[]>();
  const keyOf = (model: string, column: string) => JSON.stringify([model, column]);
  for (const hop of hops) {
    const { model, column } = hop.planned;
    const run = runs.get(model.id);
    if (run === undefined) throw new Error(`model ${model.id} was not staged`);
    const key = keyOf(model.id, column.id);
    const goldens = { ...run, staged: { goldens: run.staged.goldens, cases: goldenCases(run.staged) } };
    judged.set(key, [
      ...(judged.get(key) ?? []),
      await judgeHop(hop, results.get(hop.task.key), goldens, config, team),
    ]);
  }
  return compared.map((one) => {
    const found = judged.get(keyOf(one.cell.model, one.column.id)) ?? [];
    const its = runs.get(one.cell.model)?.staged;
    const drifts = one.cell.state === 'drift' && its !== undefined && driftsOn(goldenCases(its), one.cell);
    const looked = drifts && (found.length > 0 || one.cell.route.length > 0);
    return looked ? { ...one, cell: { ...one.cell, hops: found } } : one;
  });
}

async function judgeHop(
  { planned, form, step, loaded, column }: Hop,
  result: TaskResult | undefined,
  run: ModelRun,
  config: Config,
  team: TallyTeam | undefined,
): Promise<ResultHop> {
  // By the measure of the cell whose hop it is.
  const { id, precision, tolerance } = planned.column;
  const measure = { ...column, id, precision, ...(tolerance !== undefined && { tolerance }) };
  const compared = await compareForm({ form, loaded, result }, run, measure, config, team);
  const known = {
    form: form.path,
    step,
    format: loaded.format,
    runtime: column.runtime.id,
    version: result?.version ?? null,
    options: { ...column.options },
  };
  if (!compared.ok) return { ...known, state: compared.state, reason: compared.fault.what, noiseRatio: null };
  const { state, reason } = cellVerdict(compared.outputs);
  const ratios = compared.outputs.flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [fromReal(noiseRatio)]));
  return { ...known, state, reason, noiseRatio: ratios.length === 0 ? null : toReal(Math.max(...ratios)) };
}
