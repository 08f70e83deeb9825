import type { LoadedBaseline } from '../baseline/read-baseline.js';
import type { Host } from '../host/host.js';
import type { Column } from '../plan/column.js';
import type { ModelPlan, Plan } from '../plan/plan.js';
import type { ResultCell } from '../results/schema.js';
import type { RowKeys } from './cell-keys.js';
import { type RecordedResult, readRecord, recordOfBaseline } from './record.js';

/** A recorded result with the place it was found in. */
export interface Unchanged extends RecordedResult {
  readonly from: NonNullable<ResultCell['recorded']>;
}

/**
 * The recorded results that stand for a run: by model and column, null where the cell has to run. The committed baseline
 * is asked first, then the cache.
 * @param keys one for each model of the plan
 */
export async function findUnchanged(
  plan: Plan,
  keys: readonly RowKeys[],
  { baseline }: Pick<LoadedBaseline, 'baseline'>,
  host: Host,
): Promise<(Unchanged | null)[][]> {
  const known = new Map(baseline.cells.map((cell) => [JSON.stringify([cell.model, cell.runtime]), cell]));
  const models = new Map(baseline.models.map((model) => [model.id, model]));
  return Promise.all(
    plan.models.map(async (model, index) => {
      const row = keys[index];
      if (row === undefined) throw new Error(`no keys for ${model.model.id}`);
      const engines = enginesOf(model, ({ id }) => known.has(JSON.stringify([model.model.id, id])));
      const found = await Promise.all(
        model.cells.map(async ({ column }, place) => {
          const names = [row.passes[place], row.cells[place]].filter((name) => name !== undefined && name !== null);
          const { id } = model.model;
          const cell = known.get(JSON.stringify([id, column.id]));
          for (const name of names) {
            const committed = recordOfBaseline(name, cell, models.get(id), engines);
            if (committed !== null) return { ...committed, from: 'baseline' } as const;
          }
          for (const name of names) {
            const cached = await readRecord(host, name);
            if (cached !== null) return { ...cached, from: 'cache' } as const;
          }
          return null;
        }),
      );
      return usable(model, found, row.row);
    }),
  );
}

/**
 * A row that is recorded as a whole stands as it is. Otherwise a pass stands for itself, if neither its reference nor its
 * noise floor came from another column, and no column has an engine that its noise floor was never checked against; a
 * cell that does not pass is judged and explained together with its row, so it runs with it.
 */
export function usable(
  model: ModelPlan,
  found: readonly (Unchanged | null)[],
  row: string | null,
): (Unchanged | null)[] {
  const isSameRow = (one: Unchanged) => row !== null && one.row === row;
  const whole = model.cells.every(({ kind }, index) => {
    const one = found[index];
    return kind === 'skip' || (one !== null && one !== undefined && isSameRow(one));
  });
  if (whole) return [...found];
  return found.map((one) => (one !== null && one.cell.state === 'pass' && standsAlone(model, one) ? one : null));
}

/** Engines, each once, of the columns that run the model and that `test` holds for. */
export function enginesOf({ cells }: ModelPlan, test: (column: Column) => boolean): string[] {
  const engines = cells.flatMap(({ kind, column }) => (kind === 'run' && test(column) ? [column.runtime.engine] : []));
  return [...new Set(engines)].sort();
}

function standsAlone(model: ModelPlan, { reference: was, engines }: RecordedResult): boolean {
  const { noise, reference } = model;
  if (noise === null || was === null) return false;
  if (enginesOf(model, () => true).some((engine) => !engines.includes(engine))) return false;
  return was.kind === 'committed' || was.runtime === reference?.runtime.id;
}
