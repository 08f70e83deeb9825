import { matchOutputs, outputOf } from '../compare/pairing/match-outputs.js';
import type { Conversions } from '../convert/converted.js';
import { whatRuns } from '../convert/what-runs.js';
import { signatureOfForm } from '../discover/form.js';
import type { Plan } from '../plan/plan.js';
import type { OutputConsensus } from '../results/schema.js';
import type { Values } from '../tensor/tensor.js';
import { cellTaskKey } from '../trial/plan-tasks.js';
import type { TaskResult } from '../trial/task.js';
import type { Precision } from '../types.js';
import type { NamesMap } from '../values/names-map.js';
import { readValues } from '../values/value-folder.js';
import { leafDistances, openConsensus } from './consensus.js';
import type { ModelRun } from './model-run.js';

/** With fewer there is no majority. */
const LEAST_COLUMNS = 3;

/** One column's opinion: what it gave for the first form, the one that the reference ran too. */
interface Opinion {
  readonly column: string;
  readonly precision: Precision;
  readonly names: NamesMap;
  readonly outputs: ReadonlyMap<string, string>;
}

/** For every model of which enough columns ran: how far they are apart on each output. */
export async function columnConsensus(
  plan: Plan,
  runs: ReadonlyMap<string, ModelRun>,
  tasks: ReadonlyMap<string, TaskResult>,
  conversions: Conversions = new Map(),
): Promise<Map<string, OutputConsensus[]>> {
  const found = new Map<string, OutputConsensus[]>();
  for (const [id, run] of runs) {
    const consensus = await modelConsensus(plan, run, tasks, conversions);
    if (consensus !== null) found.set(id, consensus);
  }
  return found;
}

/**
 * How far every two columns are apart on each output of a model, the worst over its cases; null when fewer than three
 * ran its first form. Outputs of two columns and of the reference are in memory at a time.
 */
async function modelConsensus(
  plan: Plan,
  { model, staged, reference, noise }: ModelRun,
  tasks: ReadonlyMap<string, TaskResult>,
  conversions: Conversions,
): Promise<OutputConsensus[] | null> {
  const [form] = model.forms;
  const opinions: Opinion[] = plan.cells.flatMap((cell) => {
    if (cell.model !== model || cell.kind === 'skip' || !cell.forms.includes(form)) return [];
    const { column } = cell;
    const loaded = whatRuns(form, cell, conversions);
    const result = tasks.get(cellTaskKey(model, column, form));
    if ('failure' in loaded || result === undefined || result.failure !== null) return [];
    return [{ column: column.id, precision: column.precision, names: loaded.names, outputs: result.outputs }];
  });
  if (opinions.length < LEAST_COLUMNS || 'missing' in reference) return null;
  const names = signatureOfForm(form)?.outputs.map(({ name }) => name) ?? [];
  const consensus = openConsensus(opinions.map(({ column }) => column));
  for (const { name: golden } of staged.cases) {
    const expected = await readValues(reference.outputs.get(golden) ?? '');
    const read = async ({ outputs, names: map }: Opinion) =>
      underFirstNames(names, expected, await readValues(outputs.get(golden) ?? ''), map);
    for (const [index, one] of opinions.entries()) {
      const a = await read(one);
      for (const other of opinions.slice(index + 1)) {
        const context = { noise: noise?.[golden] ?? {}, precisions: [one.precision, other.precision] } as const;
        consensus.add(one.column, other.column, leafDistances(names, a, await read(other), context));
      }
    }
  }
  return consensus.finish();
}

/** Paired with the reference as the cell's own comparison does. */
function underFirstNames(names: readonly string[], reference: Values, candidate: Values, map: NamesMap): Values {
  const { matches } = matchOutputs(names, reference, candidate, map);
  return Object.fromEntries(matches.map(({ name, actual }) => [name, outputOf(candidate, actual)]));
}
