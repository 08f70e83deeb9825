import type { Node } from './operator-alone.js';

/** A sentence of ONNX's specification in our words. */
export interface Specified {
  readonly says: string;
  /** Where it stands. */
  readonly section: string;
}

/** By operator: what runtimes are known to read differently. */
const SENTENCES: Readonly<Record<string, string>> = {
  AveragePool:
    'padding counts in an average only with count_include_pad=1; where ceil_mode lets a window reach beyond the padding, that part never counts',
  BatchNormalization:
    'unless training_mode is 1 (which exists since version 14), the mean and variance given as inputs are used as they are; momentum only concerns the running statistics that training returns',
  ConvTranspose:
    'with groups, the weight has one slice of C/group input channels for each group; output_padding adds to one side only, the end; with auto_pad, each output size is the input size times the stride',
  DepthToSpace: 'mode DCR takes the depth as blocks of channels, CRD as channels of blocks',
  Div: 'the quotient of integers is cut towards zero',
  Gather: 'an index may be negative, and then counts from the end of the axis',
  Gelu: 'it is x/2·(1 + erf(x/√2)); with approximate="tanh" it is the approximation by tanh',
  GRU: 'with linear_before_reset=0 the reset gate multiplies the state before the recurrent weights do; sequence_lens says for each sequence of the batch where it ends',
  GridSample: 'with padding_mode zeros, every neighbour outside the input counts as zero',
  If: 'the branch is chosen by the condition: then_branch where it is true',
  InstanceNormalization:
    'mean and variance are those of each channel of each sample, over all positions, whatever their number',
  LRN: 'the squares are summed over the neighbouring channels, for every channel, and alpha is divided by the number of channels in the window',
  LSTM: 'sequence_lens says for each sequence of the batch where it ends: what lies beyond is zero in Y, and Y_h and Y_c are the state at the end',
  MatMulInteger: 'a product never overflows, and a sum only beyond 32 bits',
  Mish: 'it is x·tanh(log(1 + eˣ))',
  Mod: 'with fmod=0 the remainder has the sign of the divisor, with fmod=1 that of the dividend',
  OneHot:
    'an index from −depth to depth − 1 is in range, and a negative one counts from the end; any other gives a row without a hot element',
  Pad: 'a negative pad removes elements from that side',
  PRelu: 'the slope broadcasts to the input from the last axis on, as in numpy',
  QuantizeLinear: 'a value halfway between two steps goes to the even one',
  Resize:
    'coordinate_transformation_mode says where a pixel of the output lies in the input; unless exclude_outside is 1, pixels beyond the border are those of the border',
  RNN: 'sequence_lens says for each sequence of the batch where it ends',
  Round: 'a number halfway between two integers goes to the even one',
  ScatterND:
    'with a reduction, every update is added to (or multiplied with, or compared with) what is there, also where an index occurs twice',
  Softmax: 'since version 13 it runs along one axis; before, along all axes from axis on, taken as one',
  Softplus: 'it is log(1 + eˣ)',
  Unique:
    'without axis the input is taken as flat, and the results are in ascending order with sorted=1, else in the order of first occurrence',
};

/** What the specification says of the operator where runtimes disagree; null where nothing is known of that. */
export function specificationOf({ opType, domain }: Node): Specified | null {
  const name = opType ?? '';
  const says =
    (domain ?? '').replace('ai.onnx', '') === '' && Object.hasOwn(SENTENCES, name) ? SENTENCES[name] : undefined;
  return says === undefined ? null : { says, section: sectionOf({ opType: name }) };
}

/** Where the specification describes the operator. */
export function sectionOf({ opType }: Pick<Node, 'opType'>): string {
  return `${opType ?? ''} in ONNX's list of operators (docs/Operators.md)`;
}
