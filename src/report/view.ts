import { groupBy } from '../group-by.js';
import type { ResultCell, Results } from '../results/schema.js';
import { type CommandLine, commandLineOf } from './command-line.js';
import type { Finding } from './finding.js';
import { findingsOf } from './findings.js';

/** Who reads a report, and where. `terminal` without --verbose shows only what is wrong. */
export type ReportKind = 'comment' | 'summary' | 'page' | 'terminal';

/** A results document with what the sections look up in it; made once per report. */
export interface ReportView {
  readonly results: Results;
  /** By model and runtime, in the order of the plan. */
  readonly cells: readonly ResultCell[];
  /** Undefined: the results have no cell for the pair. */
  cell(model: string, runtime: string): ResultCell | undefined;
  readonly commands: CommandLine;
  /** Everything that is wrong, the worst first. */
  readonly findings: readonly Finding[];
}

/** @param program how the reader started this program, for the report on a terminal; null where the reader did not */
export function viewOf(results: Results, program: string | null = null): ReportView {
  const cells = inPlanOrder(results);
  const rows = new Map(
    [...groupBy(cells, ({ model }) => model)].map(([model, its]) => [
      model,
      new Map(its.map((cell) => [cell.runtime, cell])),
    ]),
  );
  const commands = commandLineOf(results, program);
  return {
    results,
    cells,
    commands,
    cell: (model, runtime) => rows.get(model)?.get(runtime),
    findings: findingsOf(results, cells, commands),
  };
}

/** The cells by model, then runtime, each in the order of the plan; those of neither come last. */
export function inPlanOrder({ models, runtimes, cells }: Pick<Results, 'models' | 'runtimes' | 'cells'>): ResultCell[] {
  const rows = new Map(models.map(({ id }, place) => [id, place]));
  const columns = new Map(runtimes.map(({ id }, place) => [id, place]));
  const row = ({ model }: ResultCell) => rows.get(model) ?? rows.size;
  const column = ({ runtime }: ResultCell) => columns.get(runtime) ?? columns.size;
  return cells.toSorted((a, b) => row(a) - row(b) || column(a) - column(b));
}
