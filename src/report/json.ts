import { type ResultCell, type Results, resultsSchema } from '../results/schema.js';
import { inPlanOrder } from './view.js';

/**
 * The canonical results.json: keys in the order of the schema, options by name, cells by model and runtime in the
 * order of the plan, outputs by form and case. Equal results give equal bytes.
 * @throws ZodError when the results do not fit the schema: that is a bug of the stage that made them
 */
export function resultsJson(results: Results): string {
  const parsed = resultsSchema.parse(results);
  const canonical: Results = {
    ...parsed,
    runtimes: parsed.runtimes.map((runtime) => ({
      ...runtime,
      options: Object.fromEntries(Object.entries(runtime.options).toSorted(([a], [b]) => compare(a, b))),
    })),
    cells: inPlanOrder(parsed).map(sortOutputs),
  };
  return `${JSON.stringify(canonical, null, 2)}\n`;
}

/** By form, then case; the outputs of one case keep the order of the signature. */
function sortOutputs(cell: ResultCell): ResultCell {
  return { ...cell, outputs: cell.outputs.toSorted((a, b) => compare(a.form, b.form) || compare(a.case, b.case)) };
}

/** By code units: the same everywhere, unlike a locale's order. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
