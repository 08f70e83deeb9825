import type { RuntimeFacts } from '../adapters/define.js';
import type { Model } from '../discover/discover-models.js';
import { type Form, isReduced, signatureOfForm } from '../discover/form.js';
import type { Fault } from '../types.js';
import { withAbleRuntimes } from './able-runtimes.js';
import type { Column } from './column.js';
import { floatFault } from './float-fault.js';
import { nameFault } from './name-fault.js';
import type { CellPlan, PlanContext, RunPlan, SkipPlan } from './plan.js';
import { resolveRules } from './resolve-rules.js';
import { existsOn, givenFormats, type Route, type routeFinder, routesByCost, targetOf } from './routes.js';
import { platformFault, releaseFault, staticFault } from './static-check.js';

export interface ModelContext extends PlanContext {
  readonly routesTo: ReturnType<typeof routeFinder>;
}

/** Whether and how a model runs on a column, one of `columns`. */
export function planCell(model: Model, column: Column, columns: readonly Column[], context: ModelContext): CellPlan {
  const way = neverRuns(model, column, context.platform) ?? wayTo(model, column, { ...context, columns });
  if ('fault' in way) return { kind: 'skip', column, ...way };
  const { config } = context;
  const withOwn = model.forms.filter(({ tolerance }) => tolerance !== undefined);
  return {
    kind: 'run',
    column,
    ...way,
    rules: resolveRules(model, column, config),
    rulesOfForms: Object.fromEntries(withOwn.map((form) => [form.path, resolveRules(model, column, config, form)])),
  };
}

/** How a model gets to a column. */
type Way = Pick<RunPlan, 'forms' | 'refused' | 'route' | 'otherRoutes'>;
/** Why it does not. */
type NoWay = Pick<SkipPlan, 'state' | 'fault'>;

/** Whatever the forms are: a damaged file, another platform, a release that the adapter does not work with. */
function neverRuns({ forms, gone }: Model, { runtime, version }: Column, platform: string): NoWay | null {
  for (const { path, content } of forms)
    if ('fault' in content) {
      const what = gone === true ? content.fault.what : `${path}: ${content.fault.what}`;
      return { state: 'run-failed', fault: { ...content.fault, what } };
    }
  const lacking = platformFault(runtime, platform) ?? releaseFault(runtime, version);
  return lacking === null ? null : { state: 'unsupported', fault: lacking };
}

type WayContext = ModelContext & { readonly columns: readonly Column[] };

function wayTo(model: Model, column: Column, context: WayContext): Way | NoWay {
  // A reduced variant is deployed as it is: what is made from it would be judged as leniently.
  const sources = model.forms.filter((form, index) => index === 0 || !isReduced(form));
  const routes = column.convert === false ? [] : context.routesTo(sources, targetOf(column));
  const given = givenFormats(column);
  // A committed form always wins over a converted one, unless the column names converters.
  const readable = model.forms.filter(
    ({ content }) => column.through === undefined && content.format !== null && given.includes(content.format),
  );
  return readable.length > 0
    ? asCommitted(model, readable, column, routes, context)
    : converted(model, column, routes, context);
}

function asCommitted(
  { forms: [home] }: Model,
  readable: readonly Form[],
  { runtime }: Column,
  routes: readonly Route[],
  context: WayContext,
): Way | NoWay {
  const refused = refusalsOf(readable, runtime);
  const forms = readable.filter((form) => !refused.some((one) => one.form === form));
  const [lack] = refused;
  if (lack !== undefined && forms.length === 0)
    return { state: 'unsupported', fault: withAbleRuntimes(lack.fault, lack.form, context) };
  for (const form of forms) {
    const fault = unlike(home, form);
    if (fault !== null) return { state: 'run-failed', fault };
  }
  return { forms, refused, route: [], otherRoutes: possibleRoutes(routes, runtime) };
}

function converted(model: Model, column: Column, routes: readonly Route[], context: WayContext): Way | NoWay {
  const [chosen, ...others] = possibleRoutes(routes, column.runtime);
  if (chosen === undefined) {
    const [lack] = refusalsOf(
      routes.map(({ form }) => form),
      column.runtime,
    );
    const fault =
      lack === undefined ? noRoute(model, column, context) : withAbleRuntimes(lack.fault, lack.form, context);
    return { state: 'unsupported', fault };
  }
  const fault = unlike(model.forms[0], chosen.form);
  if (fault !== null) return { state: 'run-failed', fault };
  // Whoever sets the options of a converter has chosen it.
  const isPinned = chosen.steps.some(({ converter: { id } }) => Object.hasOwn(column.converters ?? {}, id));
  return { forms: [chosen.form], refused: [], route: chosen.steps, otherRoutes: isPinned ? [] : others };
}

/** Why a form cannot be compared with the first one. */
export function unlike(home: Form, form: Form): Fault | null {
  return nameFault(home, form) ?? floatFault(home, form);
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

function noRoute(model: Model, column: Column, context: WayContext): Fault {
  const given = givenFormats(column).join(', ');
  const committed = [...new Set(model.forms.map(({ content }) => content.format))].join(', ');
  return {
    what:
      column.through === undefined
        ? column.format === undefined
          ? `${column.runtime.title} reads only ${given}`
          : `column ${column.id} runs only ${given}`
        : `no route leads through ${column.through.map(({ id }) => id).join(', ')}`,
    why: `the model is committed as ${committed}, and ${whyNoRoute(model, column, context)}`,
  };
}

function whyNoRoute({ forms }: Model, column: Column, { converters, platform }: WayContext): string {
  if (column.convert === false) return 'this column runs committed files only';
  const [elsewhere] = routesByCost(forms, targetOf(column), converters, null);
  const lacking = elsewhere?.steps.find(({ converter }) => !existsOn(converter, platform))?.converter;
  return lacking === undefined
    ? 'no route leads on from there'
    : `the converter ${lacking.id} is not available for ${platform}, only for ${lacking.platforms.join(', ')}`;
}
