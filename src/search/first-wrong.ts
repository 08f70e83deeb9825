import type { Sight } from './sight.js';
import type { Operator } from './value-graph.js';

/** The first operator of which something is wrong although everything measured before it is right. */
export interface FirstWrong {
  readonly operator: Operator;
  /** The measured values that it is computed from: its inputs, or what unmeasured inputs are computed from. */
  readonly from: readonly string[];
  /** Operators in between, whose results were not measured; in order. */
  readonly between: readonly Operator[];
}

/**
 * @param operators in an order in which they can run
 * @param given values that were fed, and so are right
 */
export function firstWrong(
  operators: readonly Operator[],
  sight: Sight,
  given: ReadonlySet<string> = new Set(),
): FirstWrong | null {
  const operator = operators.find(({ makes }) => makes.some((name) => !given.has(name) && sight.get(name)?.wrong));
  if (operator === undefined) return null;
  const makers = new Map(operators.flatMap((one) => one.makes.map((name) => [name, one] as const)));
  const from = new Set<string>();
  const between = new Set<Operator>();
  const open = [...operator.reads];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const maker = makers.get(name);
    if (given.has(name) || sight.has(name)) from.add(name);
    else if (maker !== undefined && !between.has(maker)) {
      between.add(maker);
      open.push(...maker.reads);
    }
  }
  return { operator, from: [...from].sort(), between: operators.filter((one) => between.has(one)) };
}
