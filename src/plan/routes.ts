import type { ConverterFacts } from '../adapters/define.js';
import { didYouMean } from '../config/did-you-mean.js';
import type { Form } from '../discover/form.js';
import { UserError } from '../errors.js';
import type { Format, Options } from '../types.js';
import { checkedOptions } from './checked-options.js';
import type { Column } from './column.js';
import { comparePaths, type Path, shortestPath } from './shortest-path.js';

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
  /** The runtime and its release, for converters that follow it. */
  readonly release?: { readonly of: string; readonly version: string };
}

/** What a route to a column must lead to. */
export function targetOf(column: Column): RouteTarget {
  const { id, runtime, version, through, converters } = column;
  return {
    id,
    formats: givenFormats(column),
    ...(through !== undefined && { through }),
    ...(converters !== undefined && { converters }),
    ...(version !== undefined && { release: { of: runtime.id, version } }),
  };
}

/**
 * The cheapest route from one of the forms to one of the target's formats, through the converters that it requires; null
 * when there is none. Among equally cheap routes, fewer steps win, then the earlier form, then the earlier converters.
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
  const usable = converters.filter(({ platforms }) => platforms.length === 0 || platforms.includes(platform));
  let best: { readonly form: Form; readonly path: Path } | null = null;
  for (const form of forms) {
    const { format } = form.content;
    const path = format === null ? null : shortestPath(format, target.formats, usable, target.through);
    if (path !== null && path.converters.length > 0 && (best === null || comparePaths(path, best.path) < 0))
      best = { form, path };
  }
  if (best === null) return null;
  const [first, ...rest] = best.path.converters.map((converter) => stepOf(converter, target));
  return first === undefined ? null : { form: best.form, steps: [first, ...rest] };
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

function stepOf(converter: ConverterFacts, { id, converters = {}, release }: RouteTarget): RouteStep {
  const given = Object.hasOwn(converters, converter.id) ? (converters[converter.id] ?? {}) : {};
  const where = `runtimes, converters of ${id}, ${converter.id}`;
  const options = checkedOptions(given, converter, where, 'converter');
  const follows = release !== undefined && converter.follows === release.of;
  return { converter, options, ...(follows && { version: release.version }) };
}
