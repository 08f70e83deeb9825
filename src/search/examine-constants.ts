/** Whether an operator is wrong, or what computes its constants: sizes, or weights that are unpacked when a model is loaded. */
import type { FoundOperator } from './found-operator.js';
import { type Observe, type Sight, showsFault, type Unseen, worstRatio } from './sight.js';
import { constantsBehind, type Operator, operatorsBehind, readFromAround, type ValueGraph } from './value-graph.js';

/**
 * An operator that is wrong alone, with the constants that the reference computed: right with them, it is wrong together
 * with what computes them.
 */
export async function heldConstants(found: FoundOperator, graph: ValueGraph, observe: Observe): Promise<FoundOperator> {
  const { operator } = found;
  const { computedConstants: held, reads, makes } = operator;
  if (held.length === 0) return found;
  const seen = await observe(reads, makes, { held });
  if ('unseen' in seen) return found;
  if (showsFault(seen)) return { ...found, constantsHeld: true };
  return { ...found, alone: false, together: constantsBehind(graph, operator), constantsHeld: false };
}

interface Bounds {
  readonly graph: ValueGraph;
  readonly given: ReadonlySet<string>;
  /** Values that are known to be right before the fault. */
  readonly right: readonly string[];
  /** Values behind the fault that are wrong; none where nothing was cut. */
  readonly wrong: readonly string[];
}

type Sized = Pick<
  FoundOperator,
  'operator' | 'alone' | 'together' | 'between' | 'constantsHeld' | 'after' | 'bits' | 'fails'
>;

/** Operators that are tried. */
const MOST = 8;

/**
 * Sizes are constants of the parts in which operators run. An operator that could not be shown to be wrong, or one beside
 * it, may be wrong with sizes that the runtime computes itself, or not run with them: the first that is wrong, else the
 * first that does not run.
 */
export async function wrongWithOwnSizes(
  found: Operator,
  { graph, given, right, wrong }: Bounds,
  observe: Observe,
): Promise<Sized | null> {
  const passed = new Set(operatorsBehind(graph, right, given));
  const open = operatorsBehind(graph, [...found.makes, ...wrong], given).filter((one) => !passed.has(one));
  let failing: Sized | null = null;
  for (const operator of open.filter(({ computedConstants }) => computedConstants.length > 0).slice(0, MOST)) {
    const together = constantsBehind(graph, operator);
    const sized: Sized = {
      operator,
      together,
      alone: false,
      constantsHeld: false,
      between: [],
      after: null,
      bits: null,
    };
    const computed = together.flatMap(({ makes }) => makes);
    const from = readFromAround([...together, operator]);
    const own = await withOwnSizes(from, operator.makes, computed, observe);
    if (own !== null && 'unseen' in own) failing ??= { ...sized, fails: true };
    else if (own !== null && showsFault(own)) return { ...sized, after: worstRatio(own, operator.makes) };
    const far = right.length * wrong.length > 0 ? await withOwnSizes(right, wrong, computed, observe) : null;
    if (far !== null && !('unseen' in far) && showsFault(far)) return sized;
  }
  return failing;
}

/** What is seen where the part computes its sizes, open where the model leaves them so; null unless it is right where all are given. */
async function withOwnSizes(
  from: readonly string[],
  to: readonly string[],
  computed: readonly string[],
  observe: Observe,
): Promise<Sight | Unseen | null> {
  const given = await observe(from, to, { fixed: true });
  return 'unseen' in given || showsFault(given) ? null : observe(from, to, { computed });
}
