import type { ConverterFacts } from '../adapters/define.js';
import { didYouMean } from '../config/did-you-mean.js';
import type { Form } from '../discover/form.js';
import { UserError } from '../errors.js';
import type { Format, Options } from '../types.js';
import { checkedOptions } from './checked-options.js';
import type { Column } from './column.js';

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

/**
 * The cheapest way from one of the forms to a format that the column is given; null when there is none. Of equally cheap
 * ways the one with fewer steps wins, then that of the earlier form, then that of the converters that come first.
 * @param forms committed forms that the column cannot be given as they are
 * @param converters those that win first
 * @param platform as in linux-x64
 */
export function findRoute(
  forms: readonly Form[],
  column: Column,
  converters: readonly ConverterFacts[],
  platform: string,
): Route | null {
  const usable = converters.filter(({ platforms }) => platforms.length === 0 || platforms.includes(platform));
  const wanted = givenFormats(column);
  let best: { readonly form: Form; readonly path: Path } | null = null;
  for (const form of forms) {
    const { format } = form.content;
    const path = format === null ? null : shortestPath(format, wanted, usable);
    if (path !== null && path.converters.length > 0 && (best === null || compare(path, best.path) < 0))
      best = { form, path };
  }
  if (best === null) return null;
  const [first, ...rest] = best.path.converters.map((converter) => stepOf(converter, column));
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
      stepOf(converter, column);
    }
}

function stepOf(converter: ConverterFacts, { id, converters = {} }: Column): RouteStep {
  const given = Object.hasOwn(converters, converter.id) ? (converters[converter.id] ?? {}) : {};
  const where = `runtimes, converters of ${id}, ${converter.id}`;
  return { converter, options: checkedOptions(given, converter, where, 'converter') };
}

interface Path {
  readonly cost: number;
  readonly converters: readonly ConverterFacts[];
}

/** Dijkstra's algorithm: the formats are few, so the next one is looked for among all that are open. */
function shortestPath(from: Format, wanted: readonly Format[], converters: readonly ConverterFacts[]): Path | null {
  const open = new Map<Format, Path>([[from, { cost: 0, converters: [] }]]);
  const closed = new Set<Format>();
  for (;;) {
    const [nearest] = [...open].sort(([, a], [, b]) => compare(a, b));
    if (nearest === undefined) return null;
    const [format, path] = nearest;
    if (wanted.includes(format)) return path;
    open.delete(format);
    closed.add(format);
    for (const converter of converters) {
      if (!converter.reads.includes(format) || closed.has(converter.writes)) continue;
      const longer = { cost: path.cost + converter.cost, converters: [...path.converters, converter] };
      const known = open.get(converter.writes);
      if (known === undefined || compare(longer, known) < 0) open.set(converter.writes, longer);
    }
  }
}

/** Equal paths keep their order: what was found first was found with the converters that come first. */
function compare(a: Path, b: Path): number {
  return a.cost - b.cost || a.converters.length - b.converters.length;
}
