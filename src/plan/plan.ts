import type { ConverterFacts, RuntimeFacts } from '../adapters/define.js';
import type { Config } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import type { Form } from '../discover/form.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import type { CellState, Fault } from '../types.js';
import type { Column } from './column.js';
import type { OutputRules } from './resolve-rules.js';
import type { Route, RouteStep } from './routes.js';

/**
 * One cell before it runs: the forms that the runtime reads, or the one that is converted to a format it reads (with those
 * of its format that no other cell runs), or the state of a cell that is not run.
 */
export type CellPlan = RunPlan | SkipPlan;

export interface RunPlan {
  readonly kind: 'run';
  readonly column: Column;
  readonly forms: readonly Form[];
  /** Forms in a format that the runtime reads, with types that it does not support. */
  readonly refused: readonly { readonly form: Form; readonly fault: Fault }[];
  /** Empty when the runtime reads the forms as they are committed. */
  readonly route: readonly RouteStep[];
  /** Every further route, the cheapest first, for a cell that does not pass. */
  readonly otherRoutes: readonly Route[];
  /** How each output is judged. */
  readonly rules: OutputRules;
  /** By path: the same for forms that have a tolerance of their own; none when left out. */
  readonly rulesOfForms?: Readonly<Record<string, OutputRules>>;
}

export interface SkipPlan {
  readonly kind: 'skip';
  readonly column: Column;
  readonly state: CellState;
  readonly fault: Fault;
}

/** Everything decided about one model before anything runs. */
export interface ModelPlan {
  readonly model: Model;
  /** One for each column, in their order. */
  readonly cells: readonly CellPlan[];
  /** The runtime that makes the reference; null when none can. */
  readonly reference: Column | null;
  /** Runtimes that could make the reference if they were columns. */
  readonly homes: readonly RuntimeFacts[];
  /** What the noise floor is measured on; null when no committed form can be jittered. */
  readonly noise: NoiseSource | null;
}

export interface Plan {
  readonly models: readonly ModelPlan[];
  readonly columns: readonly Column[];
  /** Where ONNX that is made on the route to a cell is jittered; null when no embedded runtime runs it here. */
  readonly onnxHome: Column | null;
}

/** The form whose graph is jittered, ONNX, and the runtime that it runs on. */
export interface NoiseSource {
  readonly form: Form;
  readonly onnx: OnnxModel;
  readonly column: Column;
}

export interface PlanContext {
  /** Every runtime, including those of the columns. */
  readonly runtimes: readonly RuntimeFacts[];
  /** In order of preference. */
  readonly converters: readonly ConverterFacts[];
  /** As in linux-x64. */
  readonly platform: string;
  /** Instruction sets of this machine. */
  readonly isa: readonly string[];
  readonly config: Config;
  /** Columns of the configuration that were not asked for: one of them may make the reference. None when left out. */
  readonly others?: readonly Column[];
}

/** How the outputs of a form are judged on a cell. */
export function rulesFor(
  { rules, rulesOfForms = {} }: Pick<RunPlan, 'rules' | 'rulesOfForms'>,
  { path }: Form,
): OutputRules {
  return (Object.hasOwn(rulesOfForms, path) ? rulesOfForms[path] : undefined) ?? rules;
}

/** The columns that run anything, those that make references first, each once. */
export function columnsThatRun({ models }: Pick<Plan, 'models'>): Column[] {
  const references = models.flatMap(({ reference }) => reference ?? []);
  const running = models.flatMap(({ cells }) => cells.flatMap((cell) => (cell.kind === 'run' ? [cell.column] : [])));
  return [...new Set([...references, ...running])];
}
