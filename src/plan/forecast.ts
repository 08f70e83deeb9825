import type { AdapterFacts } from '../adapters/define.js';
import { type KnownSupport, type OperatorList, type OperatorSupport, wayKey } from '../adapters/operator-support.js';
import { testedReleases, withoutBuild } from '../adapters/tested-releases.js';
import type { Form } from '../discover/form.js';
import { formatCount } from '../number-format.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import type { Options } from '../types.js';
import type { RunPlan } from './plan.js';
import type { Route, RouteStep } from './routes.js';

/** What a way to a runtime lacks that a model needs: a warning and no verdict, since nothing has run. */
export interface Forecast {
  /**
   * certain: the tool itself says so, in the release that will run; likely: it refused every test case of it; possible: it
   * refused many of them, or the release is another one than the measured.
   */
  readonly sureness: 'certain' | 'likely' | 'possible';
  /** As in `operator Attention (refused in 11 of 11 cases)`. */
  readonly what: string;
  /** Who says so, as in `ONNX's own test cases on OpenVINO 2026.4.1`. */
  readonly by: string;
}

/** What is foretold of a cell. */
export interface CellForecast {
  /** Of the route that is planned; of a form that runs as it is if all such forms have some. */
  readonly found: readonly Forecast[];
  /** A route of which nothing is foretold, which a run tries when the planned one fails; null when there is none. */
  readonly detour: Route | null;
}

/** An operator of which fewer cases are refused is refused for rare types or attributes: that says nothing of a model. */
const MANY = 1 / 2;
const SURENESS = { certain: 'unsupported', likely: 'likely unsupported', possible: 'perhaps unsupported' } as const;

type PlannedCell = Pick<RunPlan, 'column' | 'forms' | 'route' | 'otherRoutes'>;

/** What the routes of a cell probably do not support, by what tools say of themselves and made of test cases. */
export function forecastOf(cell: PlannedCell, known: KnownSupport): CellForecast {
  const { column, forms, route, otherRoutes } = cell;
  const found = forms.map((form) => forecastOfRoute(form, route, column, known));
  const all = found.every((one) => one.length > 0) ? found.flat() : [];
  const detour = otherRoutes.find(({ form, steps }) => forecastOfRoute(form, steps, column, known).length === 0);
  return {
    found: [...new Map(all.map((one) => [`${one.by} ${one.what}`, one])).values()],
    detour: all.length === 0 ? null : (detour ?? null),
  };
}

/** Whether a cell is foretold to be unsupported, on every route that leads to it. */
export function isForetold({ found, detour }: CellForecast): boolean {
  return detour === null && found.some(({ sureness }) => sureness !== 'possible');
}

function forecastOfRoute(
  { content }: Form,
  steps: readonly RouteStep[],
  { runtime, version }: RunPlan['column'],
  { cases, lists, deadEnds, versions }: KnownSupport,
): Forecast[] {
  // What was tried was tried with these.
  if (steps.some((step) => hasOwnOptions(step))) return [];
  const adapters = [
    ...steps.map(({ converter, version }) => ({ facts: converter, version })),
    { facts: runtime, version },
  ];
  const [first = { facts: runtime, version }] = adapters;
  const key = wayKey(adapters.map(({ facts }) => facts.id));
  const isMeasured = (releases: Readonly<Record<string, string>>) =>
    adapters.every(({ facts, version }) => runs(facts, version, releases[facts.id]));
  const end = of(deadEnds, key);
  if (end !== undefined) {
    const what = `what ${first.facts.title} makes (refused in ${end.tried} of ${formatCount(end.tried, 'model')}: ${end.reason})`;
    const by = `what was tried on ${releaseIn(end.versions, runtime)}`;
    return [{ sureness: isMeasured(end.versions) ? 'likely' : 'possible', what, by }];
  }
  if ('fault' in content || content.onnx === undefined) return [];
  const { onnx } = content;
  const list = of(lists, first.facts.id);
  const support = of(cases, first.facts.id);
  const listed = list === undefined ? [] : beyondList(onnx, list, versions, first.facts);
  const refused = support === undefined ? [] : beyondCases(onnx, support, versions, first.facts);
  return [
    ...(runs(first.facts, first.version, list?.version) ? listed : listed.map(asPossible)),
    // The list of the tool itself is the better witness.
    ...(runs(first.facts, first.version, support?.version) ? refused : refused.map(asPossible)).filter(
      ({ what }) => !listed.some((one) => what.startsWith(`${one.what} `)),
    ),
  ];
}

const asPossible = (one: Forecast): Forecast => ({ ...one, sureness: 'possible' });

function of<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Sizes of the golden cases are asked for by the plan itself, where the runtime wants them. */
function hasOwnOptions({ converter, options }: RouteStep): boolean {
  const defaults: Options = Object.fromEntries(
    Object.entries(converter.options).map(([name, one]) => [name, one.default]),
  );
  return Object.entries(options).some(([name, value]) => name !== 'sizes' && value !== defaults[name]);
}

/** Whether the release that an adapter will run, the pinned one unless the column asks for another, is this one. */
function runs(facts: Pick<AdapterFacts, 'package' | 'dependencies'>, asked: string | undefined, release = ''): boolean {
  if (asked !== undefined) return withoutBuild(asked) === withoutBuild(release);
  const pinned = testedReleases(facts);
  return pinned.length === 0 || pinned.some((one) => withoutBuild(one) === withoutBuild(release));
}

/** The operators of a model that its own functions do not define, with the operator set that it takes each from. */
function operatorsOf({ graph, opsets, operators }: OnnxModel) {
  const own = new Set((graph.functions ?? []).map(({ domain, name }) => `${domain || 'ai.onnx'}:${name}`));
  return operators
    .filter(({ domain, type }) => !own.has(`${domain}:${type}`))
    .map(({ domain, type }) => ({
      type,
      name: domain === 'ai.onnx' ? type : `${domain}:${type}`,
      opset: opsets[domain] ?? 0,
    }));
}

function beyondList(
  onnx: OnnxModel,
  { version, lacks, others }: OperatorList,
  versions: KnownSupport['versions'],
  { title }: Pick<AdapterFacts, 'title'>,
): Forecast[] {
  const by = `the list of operators of ${title} ${version}`;
  return operatorsOf(onnx).flatMap(({ name, type, opset }): Forecast[] => {
    const all = of(versions, name);
    if (all === undefined)
      return others.includes(name) || others.includes(`*:${type}`) || name === 'Constant'
        ? []
        : [{ sureness: 'certain', what: `operator ${name}`, by }];
    const since = versionUsed(all, opset);
    if (since === null || !(of(lacks, name) ?? []).includes(since)) return [];
    const isAll = lacks[name]?.length === all.length;
    return [{ sureness: 'certain', what: `operator ${name}${isAll ? '' : ` of opset ${since}`}`, by }];
  });
}

function beyondCases(
  onnx: OnnxModel,
  { version, newest, refused }: OperatorSupport,
  versions: KnownSupport['versions'],
  { title }: Pick<AdapterFacts, 'title'>,
): Forecast[] {
  const by = `ONNX's own test cases on ${title} ${version}`;
  return [
    ...beyond('IR version', onnx.irVersion, newest.ir, by),
    ...beyond('operator set', onnx.opsets['ai.onnx'] ?? 0, newest.opset, by),
    ...operatorsOf(onnx).flatMap(({ name, opset }): Forecast[] => {
      const tried = of(refused, name) ?? {};
      const since = versionUsed(of(versions, name) ?? Object.keys(tried).map(Number), opset);
      const [count, cases] = since === null ? [0, 0] : (tried[since] ?? [0, 0]);
      if (cases === 0 || count / cases < MANY) return [];
      const what = `operator ${name} (refused in ${count} of ${formatCount(cases, 'case')})`;
      return [{ sureness: count === cases ? 'likely' : 'possible', what, by }];
    }),
  ];
}

function releaseIn(
  releases: Readonly<Record<string, string>>,
  { id, title }: Pick<AdapterFacts, 'id' | 'title'>,
): string {
  return [title, releases[id]].filter((part) => part !== undefined).join(' ');
}

/** The version of an operator that a model of an operator set uses; null where the set is older than all of them. */
function versionUsed(versions: readonly number[], opset: number): number | null {
  const older = versions.filter((since) => since <= opset);
  return older.length === 0 ? null : Math.max(...older);
}

function beyond(what: string, own: number, newest: number | null, by: string): Forecast[] {
  if (newest === null || own <= newest) return [];
  return [{ sureness: 'certain', what: `${what} ${own} (at most ${newest})`, by }];
}

/** What to expect of a cell, as a sentence; empty where nothing is foretold. */
export function forecastInWords(cell: PlannedCell, known: KnownSupport): string {
  const { found, detour } = forecastOf(cell, known);
  const groups = new Map<string, Forecast[]>();
  for (const one of found) {
    const key = `${one.sureness} ${one.by}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const said = [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined
      ? []
      : [`${SURENESS[first.sureness]}: ${[first, ...rest].map(({ what }) => what).join(', ')}; by ${first.by}`],
  );
  const further =
    detour === null
      ? []
      : [`if so, a run tries ${detour.steps.map(({ converter }) => converter.id).join(', ')} instead`];
  return [...said, ...further].join('; ');
}
