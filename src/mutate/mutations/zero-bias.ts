import { replaceTensor } from '../edit-node.js';
import type { Mutation } from '../mutation.js';
import { isOnnxOperator, nodeInWords, type ScopedNode, type TensorProto } from '../scoped-nodes.js';
import { numbersOf, withNumbers } from '../tensor-numbers.js';

/** Operators with the input that their bias is. */
const BIASES: Readonly<Record<string, number>> = {
  BatchNormalization: 2,
  Conv: 2,
  ConvTranspose: 2,
  FusedConv: 2,
  GRU: 3,
  Gemm: 2,
  InstanceNormalization: 2,
  LSTM: 3,
  LayerNormalization: 2,
  RNN: 3,
};

/** A bias that got lost on the way. */
export const zeroBias: Mutation = {
  id: 'zero-bias',
  title: 'a bias zeroed',
  sites: ({ nodes }) =>
    nodes.flatMap((scoped) => {
      const tensor = biasOf(scoped);
      if (tensor === undefined) return [];
      return [
        {
          where: nodeInWords(scoped.node),
          edit() {
            const bias = numbersOf(tensor);
            if (bias === null || bias.numbers.every((value) => value === 0)) return null;
            return replaceTensor(
              tensor,
              withNumbers(
                tensor,
                bias.dtype,
                bias.numbers.map(() => 0),
              ),
            );
          },
        },
      ];
    }),
};

function biasOf({ node, constant }: ScopedNode): TensorProto | undefined {
  const index = BIASES[node.opType ?? ''];
  if (index !== undefined) return constant(node.input?.[index] ?? '');
  if (!isOnnxOperator(node, 'Add')) return undefined;
  const constants = (node.input ?? []).map(constant);
  const [found, ...others] = constants.filter((tensor) => tensor !== undefined);
  // Two constants are arithmetic on shapes; one element is an epsilon or a shift of a formula.
  const elements = (found?.dims ?? []).reduce<number>((product, size) => product * Number(size), 1);
  return others.length === 0 && elements > 1 ? found : undefined;
}
