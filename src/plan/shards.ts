import { COSTS } from '../adapters/costs.generated.js';
import type { ShardPart } from '../results/schema.js';
import type { Column } from './column.js';
import type { CellPlan, ModelPlan, Plan } from './plan.js';

/** One part of the matrix on one platform: every one of its models on every one of its columns. */
export type Shard = ShardPart;

/**
 * The matrix of one platform in `count` parts that take about equally long, by what setting up each runtime costs, as
 * measured, and by the sizes of the models. Whole rows stay together while there are as many models as parts, because the
 * columns of a model are compared with each other; with fewer models, whole columns do. Empty parts are left out.
 * The same on every machine.
 */
export function shardsOf(plan: Plan, platform: string, count: number): Shard[] {
  const ids = plan.columns.map(({ id }) => id);
  const models = plan.models.map(({ model }) => model.id);
  const byRow = plan.models.length >= count;
  const parts = byRow
    ? balanced(
        plan.models.map((row) => ({ name: row.model.id, seconds: rowSeconds(row) })),
        count,
      )
    : balanced(
        plan.columns.map((column, index) => ({ name: column.id, seconds: columnSeconds(column, index, plan) })),
        count,
      );
  return parts
    .map((names, index) => {
      const part = byRow ? { models: names, runtimes: ids } : { models, runtimes: names };
      return { platform, index: index + 1, of: count, ...part, seconds: Math.round(shardSeconds(part, plan)) };
    })
    .filter(({ models: rows, runtimes }) => rows.length > 0 && runtimes.length > 0);
}

/** What of a plan belongs to a part. The reference of a model stays what it is, also where its column is elsewhere. */
export function planOf(shard: Pick<Shard, 'models' | 'runtimes'>, plan: Plan): Plan {
  const columns = new Set(shard.runtimes);
  const rows = new Set(shard.models);
  return {
    ...plan,
    columns: plan.columns.filter(({ id }) => columns.has(id)),
    models: plan.models
      .filter(({ model }) => rows.has(model.id))
      .map((row) => ({ ...row, cells: row.cells.filter(({ column }) => columns.has(column.id)) })),
  };
}

interface Weighted {
  readonly name: string;
  readonly seconds: number;
}

/** The largest first, each to the part that has least so far; names keep their order within a part. */
function balanced(items: readonly Weighted[], count: number): string[][] {
  const parts = Array.from({ length: count }, () => ({ seconds: 0, names: new Set<string>() }));
  for (const { name, seconds } of items.toSorted((a, b) => b.seconds - a.seconds)) {
    const least = parts.reduce((best, part) => (part.seconds < best.seconds ? part : best));
    least.seconds += seconds;
    least.names.add(name);
  }
  return parts.map(({ names }) => items.map(({ name }) => name).filter((name) => names.has(name)));
}

/** Reading, staging and comparing one cell of a small model, and how fast the bytes of a large one pass through. */
const CELL_SECONDS = 0.2;
const BYTES_PER_SECOND = 64 * 2 ** 20;
/** Runs of the reference beside those of the columns: itself, and its noise floor. */
const REFERENCE_RUNS = 10;

function rowSeconds({ model, cells }: ModelPlan): number {
  const bytes = model.forms.reduce((sum, form) => sum + form.bytes, 0);
  const runs = cells.filter(({ kind }) => kind === 'run').length + REFERENCE_RUNS;
  return runs * (CELL_SECONDS + bytes / BYTES_PER_SECOND);
}

function columnSeconds(column: Column, index: number, plan: Plan): number {
  const cells = plan.models.flatMap((row) => row.cells[index] ?? []);
  const running = cells.filter(({ kind }) => kind === 'run');
  const bytes = running
    .flatMap((cell) => (cell.kind === 'run' ? cell.forms : []))
    .reduce((sum, { bytes: own }) => sum + own, 0);
  return setupSeconds(cells, column) + running.length * CELL_SECONDS + bytes / BYTES_PER_SECOND;
}

/** Of a runtime and of the converters on its routes; nothing for what is never started. */
function setupSeconds(cells: readonly CellPlan[], { runtime }: Column): number {
  const running = cells.filter((cell) => cell.kind === 'run');
  if (running.length === 0) return 0;
  const converters = running.flatMap(({ route }) => route.map(({ converter }) => converter));
  return [...new Set([runtime, ...converters])].reduce((sum, { id, ...adapter }) => {
    const cost = COSTS[id];
    // The action, which runs the parts, brings it along where most of them run.
    const embedded = 'embedded' in adapter && adapter.embedded;
    return cost === undefined ? sum : sum + (embedded ? 0 : cost.installSeconds) + cost.importSeconds;
  }, 0);
}

function shardSeconds(part: Pick<Shard, 'models' | 'runtimes'>, plan: Plan): number {
  const own = planOf(part, plan);
  const setup = own.columns.reduce(
    (sum, column, index) =>
      sum +
      setupSeconds(
        own.models.flatMap((row) => row.cells[index] ?? []),
        column,
      ),
    0,
  );
  return own.models.reduce((sum, row) => sum + rowSeconds(row), setup);
}
