import type { ConverterFacts, RuntimeFacts } from '../adapters/define.js';
import type { Config } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import { type Form, signatureOfForm } from '../discover/form.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import type { CellState, Fault } from '../types.js';
import { type Column, referenceColumn } from './column.js';
import { nameFault } from './name-fault.js';
import { type OutputRules, resolveRules } from './resolve-rules.js';
import { findRoute, givenFormats, type RouteStep, targetOf } from './routes.js';
import { platformFault, releaseFault, staticFault } from './static-check.js';

/**
 * One cell before it runs: the forms that the runtime reads, or the one that is converted to a format it reads, or the
 * state of a cell that is not run.
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
  /** How each output is judged. */
  readonly rules: OutputRules;
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
  readonly config: Config;
}

/**
 * Decides for every model and column whether and how it runs. Pure: depends on signatures and adapter tables only.
 * @throws UserError for a rule of the config that cannot judge the output it was written for
 */
export function makePlan(models: readonly Model[], columns: readonly Column[], context: PlanContext): Plan {
  const { runtimes, platform } = context;
  const home = runtimes.find(
    (one) => one.embedded && one.homeOf.includes('onnx') && platformFault(one, platform) === null,
  );
  return {
    models: models.map((model) => planModel(model, columns, context)),
    columns,
    onnxHome: home === undefined ? null : referenceColumn(home),
  };
}

function planModel(model: Model, columns: readonly Column[], context: PlanContext): ModelPlan {
  const { runtimes, platform } = context;
  const graph = graphOf(model);
  const jittered = graph === null ? null : findReference(graph.form, columns, runtimes, platform);
  return {
    model,
    cells: columns.map((column) => planCell(model, column, context)),
    reference: findReference(model.forms[0], columns, runtimes, platform),
    homes: homesOf(model.forms[0], runtimes, platform),
    noise: graph === null || jittered === null ? null : { ...graph, column: jittered },
  };
}

function planCell(model: Model, column: Column, { converters, platform, config }: PlanContext): CellPlan {
  const { runtime } = column;
  const skip = (state: CellState, fault: Fault): SkipPlan => ({ kind: 'skip', column, state, fault });
  for (const { path, content } of model.forms)
    if ('fault' in content) return skip('run-failed', { ...content.fault, what: `${path}: ${content.fault.what}` });
  const elsewhere = platformFault(runtime, platform);
  if (elsewhere !== null) return skip('unsupported', elsewhere);
  const tooOld = releaseFault(runtime, column.version);
  if (tooOld !== null) return skip('unsupported', tooOld);
  const given = givenFormats(column);
  // A committed form always wins over a converted one, unless the column names converters.
  const readable = model.forms.filter(
    ({ content }) => column.through === undefined && content.format !== null && given.includes(content.format),
  );
  const converting = readable.length === 0 && column.convert !== false;
  const route = converting ? findRoute(model.forms, targetOf(column), converters, platform) : null;
  const forms = route === null ? readable : [route.form];
  if (forms.length === 0) return skip('unsupported', noRoute(model, column, converting));
  const retyped = route?.steps.some(({ converter }) => converter.changesTypes) === true;
  const refused = forms.flatMap((form) => {
    const signature = signatureOfForm(form);
    const fault = signature === null || retyped ? null : staticFault(signature, runtime);
    return fault === null ? [] : [{ form, fault }];
  });
  const [first] = refused;
  if (first !== undefined && refused.length === forms.length) return skip('unsupported', first.fault);
  for (const form of forms) {
    const fault = nameFault(model.forms[0], form);
    if (fault !== null) return skip('run-failed', fault);
  }
  const possible = forms.filter((form) => !refused.some((one) => one.form === form));
  const rules = resolveRules(model, column, config);
  return { kind: 'run', column, forms: possible, refused, route: route?.steps ?? [], rules };
}

function noRoute(model: Model, column: Column, converting: boolean): Fault {
  const given = givenFormats(column).join(', ');
  const committed = [...new Set(model.forms.map(({ content }) => content.format))].join(', ');
  return {
    what:
      column.through === undefined
        ? column.format === undefined
          ? `${column.runtime.title} reads only ${given}`
          : `column ${column.id} runs only ${given}`
        : `no route leads through ${column.through.map(({ id }) => id).join(', ')}`,
    why: `the model is committed as ${committed}, and ${converting ? 'no route leads on from there' : 'this column runs committed files only'}`,
  };
}

/** The first form that is ONNX, whose weights can be jittered; often the first form itself. */
function graphOf({ forms }: Model): Pick<NoiseSource, 'form' | 'onnx'> | null {
  for (const form of forms)
    if (!('fault' in form.content) && form.content.onnx !== undefined) return { form, onnx: form.content.onnx };
  return null;
}

/**
 * The home runtime of a form's format: an embedded one first, else one that is a column anyway, so that no
 * environment is created for a reference alone.
 */
function findReference(
  form: Form,
  columns: readonly Column[],
  runtimes: readonly RuntimeFacts[],
  platform: string,
): Column | null {
  const { format } = form.content;
  const signature = signatureOfForm(form);
  if (format === null || 'fault' in form.content) return null;
  const able = (runtime: RuntimeFacts) =>
    runtime.homeOf.includes(format) &&
    platformFault(runtime, platform) === null &&
    (signature === null || staticFault(signature, runtime) === null);
  const embedded = runtimes.find((runtime) => runtime.embedded && able(runtime));
  if (embedded !== undefined) return referenceColumn(embedded);
  const column = columns.find(({ runtime, version }) => able(runtime) && releaseFault(runtime, version) === null);
  return column === undefined ? null : { ...referenceColumn(column.runtime), version: column.version };
}

function homesOf({ content: { format } }: Form, runtimes: readonly RuntimeFacts[], platform: string) {
  const home = (one: RuntimeFacts) =>
    format !== null && one.homeOf.includes(format) && platformFault(one, platform) === null;
  return runtimes.filter(home);
}

/** The columns that run anything, those that make references first, each once. */
export function columnsThatRun({ models }: Pick<Plan, 'models'>): Column[] {
  const references = models.flatMap(({ reference }) => reference ?? []);
  const running = models.flatMap(({ cells }) => cells.flatMap((cell) => (cell.kind === 'run' ? [cell.column] : [])));
  return [...new Set([...references, ...running])];
}
