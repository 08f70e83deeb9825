/** The converters that a column asks for by name: variants of a model that no route takes by itself. */
import type { ConverterFacts } from '../adapters/define.js';
import { didYouMean } from '../config/did-you-mean.js';
import { UserError } from '../errors.js';
import { type Format, PRECISIONS, type Precision } from '../types.js';
import { shortestPath } from './shortest-path.js';

export type Through = readonly [ConverterFacts, ...ConverterFacts[]];

/**
 * The converters of those ids, each of which can follow the one before, and the last of which leads to the column.
 * @param column its id, and the formats that it may be given
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
        why: `no converter makes ${to.reads.join(' or ')} of ${from.writes}`,
      });
  }
  const { id: last, writes } = rest.at(-1) ?? first;
  if (shortestPath(writes, given, converters) === null)
    throw new UserError({
      what: `${last} leads to nothing that ${id} reads`,
      where,
      why: `it writes ${writes}, and no converter makes ${given.join(' or ')} of that`,
    });
  return [first, ...rest];
}

/**
 * What the config declares or, when it says nothing, the coarsest arithmetic that the converters leave.
 * @throws UserError for a declaration that they make impossible
 */
export function precisionOf(declared: Precision | undefined, through: Through | undefined, id: string): Precision {
  const steps = (through ?? []).flatMap(({ id: step, precision }) =>
    precision === undefined ? [] : [{ step, precision }],
  );
  const [coarsest] = steps.toSorted((a, b) => rank(b.precision) - rank(a.precision));
  if (declared === undefined) return coarsest?.precision ?? 'f32';
  if (coarsest === undefined || rank(coarsest.precision) <= rank(declared)) return declared;
  throw new UserError({
    what: `${id} cannot be as exact as ${declared}`,
    where: `runtimes, precision of ${id}`,
    why: `it goes through ${coarsest.step}, which leaves ${coarsest.precision}`,
    next: `declare \`precision: ${coarsest.precision}\`, or leave it out`,
  });
}

const rank = (precision: Precision): number => PRECISIONS.indexOf(precision);

function converterCalled(id: string, converters: readonly ConverterFacts[], where: string): ConverterFacts {
  const found = converters.find((other) => other.id === id);
  if (found !== undefined) return found;
  const known = converters.map((other) => other.id);
  throw new UserError({
    what: `no converter is called ${JSON.stringify(id)}${didYouMean(id, known)}`,
    where,
    next: 'portability list names the converters',
  });
}
