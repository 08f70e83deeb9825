import { protoOf } from '../operator-alone.js';
import { withInputs } from '../reading-nodes.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

/** By operator: what it can be given besides, by the place among its inputs. Biases have a variant of their own. */
const OPTIONAL: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  Attention: { 3: 'mask' },
  Clip: { 1: 'lower limit', 2: 'upper limit' },
  GRU: { 5: 'initial state' },
  LSTM: { 5: 'initial state', 6: 'initial cell state', 7: 'peephole weights' },
  NegativeLogLikelihoodLoss: { 2: 'weight of each class' },
  Pad: { 2: 'value to pad with' },
  RNN: { 5: 'initial state' },
  Slice: { 4: 'steps' },
  SoftmaxCrossEntropyLoss: { 2: 'weight of each class' },
  Trilu: { 1: 'diagonal' },
};
/** Names of more than one. */
const MANY = new Set(['peephole weights', 'steps']);
/** What is zero where it is not given, in a type that follows from it. */
const ZERO_POINTS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  ConvInteger: { 2: 'zero point of its input', 3: 'zero point of its weights' },
  DequantizeLinear: { 2: 'zero point' },
  MatMulInteger: { 2: 'zero point of the first matrix', 3: 'zero point of the second matrix' },
  QuantizeLinear: { 2: 'zero point' },
};

/** An input that may be left out, and is given, and counts for nothing. */
export const ignoredInput: Variant = {
  id: 'ignored-input',
  readings(operator) {
    const { type, node } = operator;
    const given = (names: Readonly<Record<number, string>> | undefined) =>
      Object.entries(names ?? {}).flatMap(([place, name]) =>
        (node.input?.[Number(place)] ?? '') === '' ? [] : [{ place: Number(place), name }],
      );
    const left = given(OPTIONAL[type]).map(({ place, name }) => ({
      name,
      computed: withInputs(operator, { [place]: '' }),
    }));
    const zero = given(ZERO_POINTS[type]).flatMap(({ place, name }) => {
      const computed = withZero(operator, place);
      return computed === null ? [] : [{ name, computed }];
    });
    return [...left, ...zero].map(({ name, computed }) => ({
      asIf: `the ${name} ${MANY.has(name) ? 'were' : 'was'} ignored`,
      fix: null,
      computed,
    }));
  },
};

function withZero(operator: Operator, place: number): ReadingNodes | null {
  const value = operator.input(place);
  if (value === null || value.bytes.every((byte) => byte === 0)) return null;
  const name = `${operator.node.output?.[0] ?? ''}__zero`;
  const zeros = protoOf(name, { ...value, bytes: new Uint8Array(value.bytes.length) });
  return withInputs(operator, { [place]: name }, [zeros]);
}
