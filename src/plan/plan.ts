import type { ConverterFacts, RuntimeFacts } from '../adapters/define.js';
import type { Config } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import { type Form, isReduced, signatureOfForm } from '../discover/form.js';
import { saturatesHere } from '../host/platform.js';
import { hasIntegerProducts } from '../onnx/integer-products.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import type { CellState, Fault } from '../types.js';
import { withAbleRuntimes } from './able-runtimes.js';
import { type Column, columnFor, referenceColumn } from './column.js';
import { floatFault } from './float-fault.js';
import { nameFault } from './name-fault.js';
import { type OutputRules, resolveRules } from './resolve-rules.js';
import { givenFormats, type Route, type RouteStep, routeFinder, targetOf } from './routes.js';
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

/**
 * Decides for every model and column whether and how it runs. Pure: depends on signatures and adapter tables only.
 * @throws UserError for a rule of the config that cannot judge the output it was written for
 */
export function makePlan(models: readonly Model[], columns: readonly Column[], context: PlanContext): Plan {
  const { runtimes, platform } = context;
  const home = runtimes.find(
    (one) => one.embedded && one.homeOf.includes('onnx') && platformFault(one, platform) === null,
  );
  const routesTo = routeFinder(context.converters, platform);
  return {
    models: models.map((model) => planModel(model, columns, { ...context, routesTo })),
    columns,
    onnxHome: home === undefined ? null : referenceColumn(home),
  };
}

interface ModelContext extends PlanContext {
  readonly routesTo: ReturnType<typeof routeFinder>;
}

function planModel(model: Model, all: readonly Column[], context: ModelContext): ModelPlan {
  const { runtimes, platform } = context;
  const columns = all.map((column) => columnFor(column, model.forms));
  const present = [...columns, ...(context.others ?? []).map((column) => columnFor(column, model.forms))];
  const home = findReference(model.forms[0], present, context);
  const graph = graphOf(model);
  const jittered = graph === null ? null : findReference(graph.form, present, context);
  return {
    model,
    cells: columns.map((column) => planCell(model, column, columns, context)),
    reference: home === null ? null : columnFor(home, model.forms),
    homes: homesOf(model.forms[0], runtimes, platform),
    noise: graph === null || jittered === null ? null : { ...graph, column: jittered },
  };
}

function planCell(model: Model, column: Column, columns: readonly Column[], context: ModelContext): CellPlan {
  const { routesTo, platform, config } = context;
  const { runtime } = column;
  const skip = (state: CellState, fault: Fault): SkipPlan => ({ kind: 'skip', column, state, fault });
  for (const { path, content } of model.forms)
    if ('fault' in content) {
      const what = model.gone === true ? content.fault.what : `${path}: ${content.fault.what}`;
      return skip('run-failed', { ...content.fault, what });
    }
  const elsewhere = platformFault(runtime, platform);
  if (elsewhere !== null) return skip('unsupported', elsewhere);
  const tooOld = releaseFault(runtime, column.version);
  if (tooOld !== null) return skip('unsupported', tooOld);
  const given = givenFormats(column);
  // A committed form always wins over a converted one, unless the column names converters.
  const readable = model.forms.filter(
    ({ content }) => column.through === undefined && content.format !== null && given.includes(content.format),
  );
  // A reduced variant is deployed as it is: what is made from it would be judged as leniently.
  const sources = model.forms.filter((form, index) => index === 0 || !isReduced(form));
  const routes = column.convert === false ? [] : routesTo(sources, targetOf(column));
  const withOwn = model.forms.filter(({ tolerance }) => tolerance !== undefined);
  const rules = {
    rules: resolveRules(model, column, config),
    rulesOfForms: Object.fromEntries(withOwn.map((form) => [form.path, resolveRules(model, column, config, form)])),
  };
  if (readable.length > 0) {
    const refused = refusalsOf(readable, runtime);
    const [first] = refused;
    if (first !== undefined && refused.length === readable.length)
      return skip('unsupported', withAbleRuntimes(first.fault, first.form, { ...context, columns }));
    const forms = readable.filter((form) => !refused.some((one) => one.form === form));
    for (const form of forms) {
      const fault = nameFault(model.forms[0], form) ?? floatFault(model.forms[0], form);
      if (fault !== null) return skip('run-failed', fault);
    }
    const otherRoutes = possibleRoutes(routes, runtime);
    return { kind: 'run', column, forms, refused, route: [], otherRoutes, ...rules };
  }
  const [chosen, ...others] = possibleRoutes(routes, runtime);
  if (chosen === undefined) {
    const refused = refusalsOf(
      routes.map(({ form }) => form),
      runtime,
    );
    const [lack] = refused;
    return skip(
      'unsupported',
      lack === undefined
        ? noRoute(model, column, column.convert !== false)
        : withAbleRuntimes(lack.fault, lack.form, { ...context, columns }),
    );
  }
  const unlike = nameFault(model.forms[0], chosen.form) ?? floatFault(model.forms[0], chosen.form);
  if (unlike !== null) return skip('run-failed', unlike);
  // Whoever sets the options of a converter has chosen it.
  const isPinned = chosen.steps.some(({ converter: { id } }) => Object.hasOwn(column.converters ?? {}, id));
  const otherRoutes = isPinned ? [] : others;
  return { kind: 'run', column, forms: [chosen.form], refused: [], route: chosen.steps, otherRoutes, ...rules };
}

/** The forms with types that the runtime does not support. */
function refusalsOf(forms: readonly Form[], runtime: RuntimeFacts): RunPlan['refused'] {
  return forms.flatMap((form) => {
    const signature = signatureOfForm(form);
    const fault = signature === null ? null : staticFault(signature, runtime);
    return fault === null ? [] : [{ form, fault }];
  });
}

/** The routes on which the model may arrive with types that the runtime supports. */
function possibleRoutes(routes: readonly Route[], runtime: RuntimeFacts): readonly Route[] {
  return routes.filter(
    ({ form, steps }) =>
      steps.some(({ converter }) => converter.changesTypes) || refusalsOf([form], runtime).length === 0,
  );
}

/** How the outputs of a form are judged on a cell. */
export function rulesFor(
  { rules, rulesOfForms = {} }: Pick<RunPlan, 'rules' | 'rulesOfForms'>,
  { path }: Form,
): OutputRules {
  return (Object.hasOwn(rulesOfForms, path) ? rulesOfForms[path] : undefined) ?? rules;
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
 * environment is created for a reference alone (one that lacks what the model needs is replaced when that shows). For
 * integer graphs one whose kernels do not saturate on this processor.
 */
function findReference(
  form: Form,
  columns: readonly Column[],
  { runtimes, platform, isa }: PlanContext,
): Column | null {
  const { content } = form;
  const signature = signatureOfForm(form);
  if ('fault' in content || content.format === null) return null;
  const { format, onnx } = content;
  const able = (runtime: RuntimeFacts) =>
    runtime.homeOf.includes(format) &&
    platformFault(runtime, platform) === null &&
    (signature === null || staticFault(signature, runtime) === null);
  const exact = ({ saturates }: RuntimeFacts) =>
    !saturates ||
    !saturatesHere({ arch: platform.split('-').at(-1) ?? '', isa }) ||
    !hasIntegerProducts(onnx?.operators ?? []);
  const home = runtimes.filter((runtime) => runtime.embedded && able(runtime));
  const embedded = home.find(exact) ?? home[0];
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
