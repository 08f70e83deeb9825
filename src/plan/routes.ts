import type { ConverterFacts } from '../adapters/define.js';
import { didYouMean } from '../config/did-you-mean.js';
import type { Form } from '../discover/form.js';
import { UserError } from '../errors.js';
import type { Format, Options } from '../types.js';
import { checkedOptions } from './checked-options.js';
import type { Column } from './column.js';
import { comparePaths, type Path, pathsByCost } from './paths-by-cost.js';

/** One conversion on the route from a committed form to a format that a runtime reads. */
export interface RouteStep {
  readonly converter: ConverterFacts;
  /** All options of the converter, defaults filled in. */
  readonly options: Options;
  /** Release of the converter that belongs to the column's; the pinned one when left out. */
  readonly version?: string;
}

export interface Route {
  readonly form: Form;
  readonly steps: readonly [RouteStep, ...RouteStep[]];
}

/** What a route must lead to. */
export interface RouteTarget {
  /** Names it in messages. */
  readonly id: string;
  readonly formats: readonly Format[];
  /** Converters that the route must include, in order. */
  readonly through?: readonly ConverterFacts[];
  /** By id of a converter: its options. */
  readonly converters?: Readonly<Record<string, Options>>;
  /** Names of the runtime's package and engine; none when left out. */
  readonly packages?: readonly string[];
  /** Whether the golden cases' sizes are asked for; not when left out. */
  readonly fixedSizes?: boolean;
  /** The runtime and its release, for converters that follow it. */
  readonly release?: { readonly of: string; readonly version: string };
}

/** What a route to a column must lead to. */
export function targetOf(column: Column): RouteTarget {
  const { id, runtime, version, through, converters } = column;
  return {
    id,
    formats: givenFormats(column),
    packages: [runtime.package, runtime.engine],
    fixedSizes: runtime.fixedSizes,
    ...(through !== undefined && { through }),
    ...(converters !== undefined && { converters }),
    ...(version !== undefined && { release: { of: runtime.id, version } }),
  };
}

/**
 * The cheapest route from one of the forms to one of the target's formats, through the converters that it requires; null
 * when there is none.
 * @param forms committed forms that cannot run as they are
 * @param converters in order of preference
 * @param platform as in linux-x64
 */
export function findRoute(
  forms: readonly Form[],
  target: RouteTarget,
  converters: readonly ConverterFacts[],
  platform: string,
): Route | null {
  return routesByCost(forms, target, converters, platform)[0] ?? null;
}

/**
 * Every route from one of the forms to one of the target's formats, the cheapest first. Among equally cheap ones, fewer
 * steps win, then the earlier form, then the earlier converters. A target that requires converters has chosen its route:
 * there is one, the cheapest.
 * @param platform as in linux-x64; null for those that exist on any
 */
export function routesByCost(
  forms: readonly Form[],
  target: RouteTarget,
  converters: readonly ConverterFacts[],
  platform: string | null,
): readonly Route[] {
  return routeFinder(converters, platform)(forms, target);
}

/** As `routesByCost`, for many models: those of one format have the same paths, which are searched once. */
export function routeFinder(
  converters: readonly ConverterFacts[],
  platform: string | null,
): (forms: readonly Form[], target: RouteTarget) => readonly Route[] {
  const usable = platform === null ? converters : converters.filter((one) => existsOn(one, platform));
  const known = new Map<string, readonly Path[]>();
  const pathsTo = (from: Format, { formats, through }: RouteTarget): readonly Path[] => {
    const key = JSON.stringify([from, formats, through?.map(({ id }) => id)]);
    const paths = known.get(key) ?? [...pathsByCost(from, formats, usable, through)];
    known.set(key, paths);
    return paths;
  };
  return (forms, target) => routesAmong(forms, target, pathsTo);
}

function routesAmong(
  forms: readonly Form[],
  target: RouteTarget,
  pathsTo: (from: Format, target: RouteTarget) => readonly Path[],
): readonly Route[] {
  const found = forms.flatMap((form) => {
    const { format } = form.content;
    const paths = format === null ? [] : pathsTo(format, target);
    return paths.filter((path) => !repeatsRuntime(path, target)).map((path) => ({ form, path }));
  });
  const routes = found
    .toSorted((a, b) => comparePaths(a.path, b.path))
    .flatMap(({ form, path }): Route[] => {
      const [first, ...rest] = path.converters.map((converter) => stepOf(converter, target));
      return first === undefined ? [] : [{ form, steps: [first, ...rest] }];
    });
  return target.through === undefined ? routes : routes.slice(0, 1);
}

/**
 * Whether a path has a step that the runtime makes by itself when it loads the source of that step: the step is by the
 * same package, from a format that the runtime may run. Such a path shows nothing that the path without it does not.
 */
function repeatsRuntime({ converters, formats }: Path, { formats: given, packages = [], through = [] }: RouteTarget) {
  return converters.some((converter, index) => {
    const source = formats[index];
    const own = source !== undefined && given.includes(source) && packages.includes(converter.package);
    return own && !through.includes(converter);
  });
}

export function existsOn({ platforms }: Pick<ConverterFacts, 'platforms'>, platform: string): boolean {
  return platforms.length === 0 || platforms.includes(platform);
}

/** The formats that the column may run. */
export function givenFormats({ format, runtime }: Column): readonly Format[] {
  return format === undefined ? runtime.reads : [format];
}

/**
 * Checks the converter options of all columns, even for converters that no route uses.
 * @throws UserError for an unknown converter, option or value
 */
export function checkConverterOptions(columns: readonly Column[], converters: readonly ConverterFacts[]): void {
  const known = converters.map(({ id }) => id);
  for (const column of columns)
    for (const id of Object.keys(column.converters ?? {})) {
      const converter = converters.find((other) => other.id === id);
      if (converter === undefined)
        throw new UserError({
          what: `no converter is called ${JSON.stringify(id)}${didYouMean(id, known)}`,
          where: `runtimes, converters of ${column.id}`,
          next: 'run `portability list` to see the converters',
        });
      stepOf(converter, targetOf(column));
    }
}

/** The option of converters that can fix open sizes, and its value for those of the golden cases. */
const SIZES = { name: 'sizes', fixed: 'golden' };

function stepOf(
  converter: ConverterFacts,
  { id, converters = {}, release, fixedSizes = false }: RouteTarget,
): RouteStep {
  const wanted = fixedSizes && Object.hasOwn(converter.options, SIZES.name) ? { [SIZES.name]: SIZES.fixed } : {};
  const given = { ...wanted, ...(Object.hasOwn(converters, converter.id) ? converters[converter.id] : {}) };
  const where = `runtimes, converters of ${id}, ${converter.id}`;
  const options = checkedOptions(given, converter, where, 'converter');
  const follows = release !== undefined && converter.follows === release.of;
  return { converter, options, ...(follows && { version: release.version }) };
}
