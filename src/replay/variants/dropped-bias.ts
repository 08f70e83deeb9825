import { protoOf } from '../operator-alone.js';
import { withInputs } from '../reading-nodes.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

/** By operator: the place of its bias. */
const OPTIONAL: Readonly<Record<string, number>> = {
  Conv: 2,
  ConvTranspose: 2,
  GRU: 3,
  Gemm: 2,
  LSTM: 3,
  LayerNormalization: 2,
  QLinearConv: 8,
  RNN: 3,
};
const REQUIRED: Readonly<Record<string, number>> = {
  BatchNormalization: 2,
  GroupNormalization: 2,
  InstanceNormalization: 2,
};

/** What is added at the end, lost when operators are fused or weights rearranged. */
export const droppedBias: Variant = {
  id: 'dropped-bias',
  readings(operator) {
    const { type, node } = operator;
    const place = OPTIONAL[type] ?? REQUIRED[type];
    if (place === undefined || (node.input?.[place] ?? '') === '') return [];
    const computed = type in OPTIONAL ? withInputs(operator, { [place]: '' }) : withZeros(operator, place);
    return computed === null ? [] : [{ asIf: 'the bias was left out', fix: null, computed }];
  },
};

function withZeros(operator: Operator, place: number): ReadingNodes | null {
  const bias = operator.input(place);
  if (bias === null) return null;
  const name = `${operator.node.output?.[0] ?? ''}__zeros`;
  return withInputs(operator, { [place]: name }, [
    protoOf(name, { ...bias, bytes: new Uint8Array(bias.bytes.length) }),
  ]);
}
