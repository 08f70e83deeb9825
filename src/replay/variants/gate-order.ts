import { protoOf, type TensorProto } from '../operator-alone.js';
import { withInputs } from '../reading-nodes.js';
import type { Operator, Reading, Variant } from '../variant.js';

/** Gates in the order of ONNX, and of other frameworks. */
const ORDERS: Readonly<Record<string, { readonly onnx: string; readonly others: readonly string[] }>> = {
  // PyTorch and Keras have i f c o, JAX may have i c f o, cuDNN i f c o, older frameworks f i c o.
  LSTM: { onnx: 'iofc', others: ['ifco', 'ifoc', 'icfo', 'fico', 'iocf', 'oifc', 'icof'] },
  // PyTorch has r z n.
  GRU: { onnx: 'zrh', others: ['rzh', 'zhr', 'rhz', 'hzr', 'hrz'] },
};
/** The order of peephole weights. */
const PEEPHOLES = { onnx: 'iof', others: ['ifo', 'fio', 'foi', 'oif', 'ofi'] };

/** The weights of a recurrent operator lie gate by gate: read in another order, each gate gets those of another. */
export const gateOrder: Variant = {
  id: 'gate-order',
  readings(operator) {
    const order = ORDERS[operator.type];
    if (order === undefined) return [];
    const weights = order.others.flatMap((other) =>
      reading(operator, [1, 2, 3], order.onnx, other, 'the weights of its gates were'),
    );
    const peepholes = PEEPHOLES.others.flatMap((other) =>
      operator.type === 'LSTM' ? reading(operator, [7], PEEPHOLES.onnx, other, 'its peephole weights were') : [],
    );
    return [...weights, ...peepholes, ...withoutRecurrentBias(operator)];
  },
};

function reading(operator: Operator, places: readonly number[], onnx: string, other: string, what: string): Reading[] {
  const inputs: Record<number, string> = {};
  const constants: TensorProto[] = [];
  for (const place of places) {
    const tensor = operator.input(place);
    if (tensor === null) continue;
    // The two halves of the bias have each all gates.
    const gates = onnx.length * (place === 3 ? 2 : 1);
    const directions = tensor.shape[0] ?? 1;
    const size = tensor.bytes.length / (gates * directions);
    if (!Number.isInteger(size)) return [];
    const bytes = new Uint8Array(tensor.bytes.length);
    for (let block = 0; block < gates * directions; block++) {
      const gate = block % onnx.length;
      const from = block - gate + other.indexOf(onnx[gate] ?? '');
      bytes.set(tensor.bytes.subarray(from * size, (from + 1) * size), block * size);
    }
    const name = `${operator.node.output?.find((one) => one !== '') ?? ''}__${place}_${other}`;
    inputs[place] = name;
    constants.push(protoOf(name, { ...tensor, bytes }));
  }
  if (constants.length === 0) return [];
  const asIf = `${what} in the order ${[...other].join(' ')} instead of ${[...onnx].join(' ')}`;
  return [{ asIf, fix: null, computed: withInputs(operator, inputs, constants) }];
}

function withoutRecurrentBias(operator: Operator): Reading[] {
  const bias = operator.input(3);
  if (bias === null) return [];
  const directions = bias.shape[0] ?? 1;
  const half = bias.bytes.length / directions / 2;
  const bytes = Uint8Array.from(bias.bytes, (byte, at) => (at % (2 * half) < half ? byte : 0));
  const name = `${operator.node.output?.find((one) => one !== '') ?? ''}__half`;
  const computed = withInputs(operator, { 3: name }, [protoOf(name, { ...bias, bytes })]);
  return [{ asIf: 'the bias of its recurrent weights was left out', fix: null, computed }];
}
