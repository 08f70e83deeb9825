import { type ResultLocated, type ResultReplay, ROUNDED_OPERANDS } from '../results/located-schema.js';
import { fromReal, toReal } from '../tensor/real.js';

export interface ToldMode<Examined> {
  readonly located: ResultLocated;
  /** The first operator, where it was looked at. */
  readonly examined: Examined | null;
}

/**
 * What looks like a precision mode, with what its first operator does by itself. It is none where that operator is misread
 * in a way that is no rounding: then so are all of its kind.
 * @param examine looks closer at the first operator
 */
export async function tellMode<Examined extends { readonly replay: ResultReplay }>(
  located: ResultLocated,
  examine: () => Promise<Examined>,
): Promise<ToldMode<Examined>> {
  const [first, ...others] = located.operators;
  if (located.flat === null || located.against !== null || first?.certain !== true) return { located, examined: null };
  const examined = await examine();
  const { replay } = examined;
  const [cause] = replay.causes;
  if (cause !== undefined && cause.variant !== ROUNDED_OPERANDS)
    return { located: { ...located, flat: null }, examined };
  return { located: { ...located, operators: [{ ...first, replay }, ...others] }, examined };
}

/** Several operators of which each makes what rounding its operands in one way makes: that is the arithmetic of all products. */
export function tellRounding(located: ResultLocated): ResultLocated {
  const { operators, flat, against } = located;
  const ways = operators.map(({ certain, replay }) => {
    const cause = certain ? replay?.causes.find(({ variant }) => variant === ROUNDED_OPERANDS) : undefined;
    return cause?.asIf;
  });
  const bits = operators.flatMap((one) => (one.bits === null ? [] : [fromReal(one.bits)]));
  const isOne = ways.every((way) => way !== undefined && way === ways[0]) && bits.length === operators.length;
  if (flat !== null || against !== null || operators.length < 2 || !isOne) return located;
  const inOrder = operators.toSorted((a, b) => a.index - b.index);
  return { ...located, operators: inOrder, flat: toReal(bits.reduce((sum, one) => sum + one, 0) / bits.length) };
}
