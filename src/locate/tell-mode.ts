import { type ResultLocated, type ResultReplay, ROUNDED_OPERANDS } from '../results/located-schema.js';

/**
 * What looks like a precision mode, with what its first operator does by itself. It is none where that operator is misread
 * in a way that is no rounding: then so are all of its kind.
 * @param examine looks closer at the first operator
 */
export async function tellMode(located: ResultLocated, examine: () => Promise<ResultReplay>): Promise<ResultLocated> {
  const [first, ...others] = located.operators;
  if (located.flat === null || located.against !== null || first?.certain !== true) return located;
  const replay = await examine();
  const [cause] = replay.causes;
  if (cause !== undefined && cause.variant !== ROUNDED_OPERANDS) return { ...located, flat: null };
  return { ...located, operators: [{ ...first, replay }, ...others] };
}
