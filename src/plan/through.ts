/** The converters that a column names: they make variants of a model that no route would include by itself. */
import type { ConverterFacts } from '../adapters/define.js';
import { didYouMean } from '../config/did-you-mean.js';
import { UserError } from '../errors.js';
import { type Format, PRECISIONS, type Precision } from '../types.js';
import { shortestPath } from './paths-by-cost.js';

export type Through = readonly [ConverterFacts, ...ConverterFacts[]];

/**
 * The converters of those ids, each of which can follow the one before, and the last of which leads to the column.
 * @param column its id, and the formats that it may run
 * @throws UserError for an unknown id, or one that cannot be reached
 */
export function checkedThrough(
  ids: readonly string[] | undefined,
  { id, given }: { readonly id: string; readonly given: readonly Format[] },
  converters: readonly ConverterFacts[],
): Through | undefined {
  const where = `runtimes, through of ${id}`;
  const [first, ...rest] = (ids ?? []).map((wanted) => converterCalled(wanted, converters, where));
  if (first === undefined) return undefined;
  for (const [index, to] of rest.entries()) {
    const from = index === 0 ? first : rest[index - 1];
    if (from !== undefined && shortestPath(from.writes, to.reads, converters) === null)
      throw new UserError({
        what: `${to.id} cannot follow ${from.id}`,
        where,
        why: `no route leads from ${from.writes} to ${to.reads.join(' or ')}`,
      });
  }
  const { id: last, writes } = rest.at(-1) ?? first;
  if (shortestPath(writes, given, converters) === null)
    throw new UserError({
      what: `no route leads from ${last} to ${id}`,
      where,
      why: `${last} writes ${writes}, and no converter turns that into ${given.join(' or ')}`,
    });
  return [first, ...rest];
}

/**
 * The declared precision or, without one, the coarsest that the converters leave.
 * @throws UserError for a declaration that the converters make impossible
 */
export function precisionOf(declared: Precision | undefined, through: Through | undefined, id: string): Precision {
  const steps = (through ?? []).flatMap(({ id: step, precision }) =>
    precision === undefined ? [] : [{ step, precision }],
  );
  const [coarsest] = steps.toSorted((a, b) => rank(b.precision) - rank(a.precision));
  if (declared === undefined) return coarsest?.precision ?? 'f32';
  if (coarsest === undefined || rank(coarsest.precision) <= rank(declared)) return declared;
  throw new UserError({
    what: `${id} cannot have the precision ${declared}`,
    where: `runtimes, precision of ${id}`,
    why: `its route includes ${coarsest.step}, which reduces the precision to ${coarsest.precision}`,
    next: `declare \`precision: ${coarsest.precision}\`, or leave it out`,
  });
}

/** The coarser of two. */
export function coarserOf(a: Precision, b: Precision): Precision {
  return rank(a) > rank(b) ? a : b;
}

const rank = (precision: Precision): number => PRECISIONS.indexOf(precision);

function converterCalled(id: string, converters: readonly ConverterFacts[], where: string): ConverterFacts {
  const found = converters.find((other) => other.id === id);
  if (found !== undefined) return found;
  const known = converters.map((other) => other.id);
  throw new UserError({
    what: `no converter is called ${JSON.stringify(id)}${didYouMean(id, known)}`,
    where,
    next: 'run `portability list` to see the converters',
  });
}
