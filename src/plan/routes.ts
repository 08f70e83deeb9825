import type { ConverterFacts } from '../adapters/define.js';
import { didYouMean } from '../config/did-you-mean.js';
import type { Form } from '../discover/form.js';
import { UserError } from '../errors.js';
import type { Format, Options } from '../types.js';
import { checkedOptions } from './checked-options.js';
import type { Column } from './column.js';
import { comparePaths, type Path, shortestPath } from './shortest-path.js';

/** One conversion on the way from a committed form to what a runtime reads. */
export interface RouteStep {
  readonly converter: ConverterFacts;
  /** All options of the converter, defaults filled in. */
  readonly options: Options;
}

export interface Route {
  readonly form: Form;
  readonly steps: readonly [RouteStep, ...RouteStep[]];
}

/** Where a route is to lead. */
export interface RouteWish {
  /** Who wishes it, for messages. */
  readonly id: string;
  readonly formats: readonly Format[];
  /** Converters that it must pass, in order. */
  readonly through?: readonly ConverterFacts[];
  /** By id of a converter: what is asked of it on the way. */
  readonly converters?: Readonly<Record<string, Options>>;
}

/** What a column is to be given. */
export function wishOf(column: Column): RouteWish {
  const { id, through, converters } = column;
  return {
    id,
    formats: givenFormats(column),
    ...(through !== undefined && { through }),
    ...(converters !== undefined && { converters }),
  };
}

/**
 * The cheapest way from one of the forms to a format that is wished for, through the converters that are demanded; null
 * when there is none. Of equally cheap ways the one with fewer steps wins, then that of the earlier form, then that of
 * the converters that come first.
 * @param forms committed forms that cannot be given as they are
 * @param converters those that win first
 * @param platform as in linux-x64
 */
export function findRoute(
  forms: readonly Form[],
  wish: RouteWish,
  converters: readonly ConverterFacts[],
  platform: string,
): Route | null {
  const usable = converters.filter(({ platforms }) => platforms.length === 0 || platforms.includes(platform));
  let best: { readonly form: Form; readonly path: Path } | null = null;
  for (const form of forms) {
    const { format } = form.content;
    const path = format === null ? null : shortestPath(format, wish.formats, usable, wish.through);
    if (path !== null && path.converters.length > 0 && (best === null || comparePaths(path, best.path) < 0))
      best = { form, path };
  }
  if (best === null) return null;
  const [first, ...rest] = best.path.converters.map((converter) => stepOf(converter, wish));
  return first === undefined ? null : { form: best.form, steps: [first, ...rest] };
}

/** The formats that the column may be given. */
export function givenFormats({ format, runtime }: Column): readonly Format[] {
  return format === undefined ? runtime.reads : [format];
}

/**
 * Checks what the columns ask of converters, also of those that no route takes.
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
          next: 'portability list names the converters',
        });
      stepOf(converter, wishOf(column));
    }
}

function stepOf(converter: ConverterFacts, { id, converters = {} }: RouteWish): RouteStep {
  const given = Object.hasOwn(converters, converter.id) ? (converters[converter.id] ?? {}) : {};
  const where = `runtimes, converters of ${id}, ${converter.id}`;
  return { converter, options: checkedOptions(given, converter, where, 'converter') };
}
