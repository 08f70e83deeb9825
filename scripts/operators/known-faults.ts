import type { PackedTensor } from '../../src/tensor/tensor.js';
import { attributeOf, modelOf, numbers, type OperatorModel, oneOperator, spread } from './one-operator.js';

/** An operator that a release is known to compute wrongly. */
export interface KnownFault {
  readonly id: string;
  /** Id of the runtime. */
  readonly runtime: string;
  readonly model: () => OperatorModel;
}

/** Faults that were found in use, each as a model of one operator. */
export const KNOWN_FAULTS: readonly KnownFault[] = [
  { id: 'prelu-slope', runtime: 'openvino', model: prelu },
  { id: 'prelu-slope', runtime: 'mnn', model: prelu },
  { id: 'prelu-slope', runtime: 'tvm', model: prelu },
  { id: 'softplus-tail', runtime: 'mnn', model: () => activation('Softplus') },
  { id: 'softplus-tail', runtime: 'tract', model: () => activation('Softplus') },
  { id: 'softplus-tail', runtime: 'tvm', model: () => activation('Softplus') },
  { id: 'mish-tail', runtime: 'mnn', model: () => activation('Mish', 18) },
  { id: 'mish-tail', runtime: 'tract', model: () => activation('Mish', 18) },
  { id: 'mish-tail', runtime: 'tvm', model: () => activation('Mish', 18) },
  { id: 'instance-norm', runtime: 'iree', model: instanceNormalization },
  { id: 'lrn', runtime: 'onnx-reference', model: () => lrn(1) },
  { id: 'batch-norm-9', runtime: 'onnx-reference', model: batchNormalization9 },
  { id: 'selu-constants', runtime: 'tract', model: selu },
  { id: 'selu-constants', runtime: 'iree', model: selu },
  { id: 'cubic-resize', runtime: 'mnn', model: cubicResize },
  { id: 'sequence-lens', runtime: 'openvino', model: sequenceLengths },
  { id: 'sequence-lens', runtime: 'onnx-reference', model: sequenceLengths },
  { id: 'grouped-conv-transpose', runtime: 'onnx-reference', model: groupedTranspose },
  { id: 'scatter-reduction', runtime: 'mnn', model: scatterWithSum },
  { id: 'grid-sample', runtime: 'iree', model: gridSample },
  { id: 'gelu-formula', runtime: 'mnn', model: gelu },
  { id: 'reduce-axes', runtime: 'mnn', model: reduceL2 },
  { id: 'lrn-bias', runtime: 'openvino', model: () => lrn(2.75) },
  { id: 'peepholes', runtime: 'openvino', model: peepholes },
  { id: 'peepholes', runtime: 'iree', model: peepholes },
  { id: 'inner-output', runtime: 'mnn', model: innerOutput },
  { id: 'qdq-saturation', runtime: 'onnxruntime', model: quantisedConvolution },
];

function prelu(): OperatorModel {
  return oneOperator({
    opType: 'PRelu',
    inputs: [
      ['x', spread([2, 6, 5, 6], -3, 3)],
      ['w', spread([6], 0.05, 0.9)],
    ],
    outputs: { y: 'float32' },
  });
}

function activation(opType: string, opset = 17): OperatorModel {
  return oneOperator({ opType, opset, inputs: [['x', spread([4, 64], -30, -4)]], outputs: { y: 'float32' } });
}

function selu(): OperatorModel {
  return oneOperator({ opType: 'Selu', inputs: [['x', spread([4, 64], -4, 4)]], outputs: { y: 'float32' } });
}

function instanceNormalization(): OperatorModel {
  return oneOperator({
    opType: 'InstanceNormalization',
    inputs: [
      ['x', spread([2, 4, 12, 12], -2, 3)],
      ['w_scale', spread([4], 0.5, 1.5)],
      ['w_bias', spread([4], -1, 1)],
    ],
    outputs: { y: 'float32' },
  });
}

function lrn(bias: number): OperatorModel {
  return oneOperator({
    opType: 'LRN',
    attributes: { size: 3, alpha: { f: 0.5 }, beta: { f: 0.75 }, bias: { f: bias } },
    inputs: [['x', spread([2, 8, 6, 6], -2, 2)]],
    outputs: { y: 'float32' },
  });
}

function batchNormalization9(): OperatorModel {
  return oneOperator({
    opType: 'BatchNormalization',
    opset: 13,
    attributes: { epsilon: { f: 1e-5 } },
    inputs: [
      ['x', spread([4, 3, 6, 6], -2, 4)],
      ['w_scale', spread([3], 0.5, 1.5)],
      ['w_bias', spread([3], -1, 1)],
      ['w_mean', spread([3], -0.5, 0.5)],
      ['w_variance', spread([3], 0.5, 2)],
    ],
    outputs: { y: 'float32' },
  });
}

function cubicResize(): OperatorModel {
  return oneOperator({
    opType: 'Resize',
    attributes: { mode: 'cubic', coordinate_transformation_mode: 'half_pixel', cubic_coeff_a: { f: -0.75 } },
    inputs: [['x', spread([1, 3, 8, 8], -1, 1)], null, ['w_scales', numbers('float32', [4], [1, 1, 2, 2])]],
    outputs: { y: 'float32' },
  });
}

function sequenceLengths(): OperatorModel {
  return oneOperator({
    opType: 'LSTM',
    attributes: { hidden_size: 4 },
    inputs: [
      ['x', spread([5, 2, 3], -1, 1)],
      ['w', spread([1, 16, 3], -0.5, 0.5)],
      ['w_recurrent', spread([1, 16, 4], -0.5, 0.5)],
      null,
      ['w_lengths', numbers('int32', [2], [5, 3])],
    ],
    outputs: { y: 'float32', y_h: 'float32' },
  });
}

function peepholes(): OperatorModel {
  return oneOperator({
    opType: 'LSTM',
    attributes: { hidden_size: 4 },
    inputs: [
      ['x', spread([5, 2, 3], -1, 1)],
      ['w', spread([1, 16, 3], -0.5, 0.5)],
      ['w_recurrent', spread([1, 16, 4], -0.5, 0.5)],
      null,
      null,
      null,
      null,
      ['w_peepholes', spread([1, 12], -1, 0.8)],
    ],
    outputs: { y: 'float32', y_h: 'float32' },
  });
}

/** What a Reshape makes is an output of the model, and is read by an Abs as well. */
function innerOutput(): OperatorModel {
  const node = (opType: string, input: string[], output: string) => ({ opType, name: output, input, output: [output] });
  return modelOf({
    nodes: [node('Reshape', ['x', 'w_shape'], 'inner'), node('Abs', ['inner'], 'y')],
    values: [
      ['x', spread([1, 3, 6, 6], -1, 1)],
      ['w_shape', numbers('int64', [2], [1, -1])],
    ],
    outputs: { inner: 'float32', y: 'float32' },
  });
}

function groupedTranspose(): OperatorModel {
  return oneOperator({
    opType: 'ConvTranspose',
    attributes: { group: 2, strides: [2, 2] },
    inputs: [
      ['x', spread([1, 4, 5, 5], -1, 1)],
      ['w', spread([4, 2, 3, 3], -0.5, 0.5)],
    ],
    outputs: { y: 'float32' },
  });
}

function scatterWithSum(): OperatorModel {
  return oneOperator({
    opType: 'ScatterND',
    attributes: { reduction: 'add' },
    inputs: [
      ['x', spread([6, 4], -1, 1)],
      ['w_indices', numbers('int64', [3, 1], [1, 4, 1])],
      ['u', spread([3, 4], 1, 2)],
    ],
    outputs: { y: 'float32' },
  });
}

function gridSample(): OperatorModel {
  return oneOperator({
    opType: 'GridSample',
    inputs: [
      ['x', spread([1, 2, 13, 13], -1, 1)],
      ['grid', spread([1, 26, 26, 2], -1.1, 1.1)],
    ],
    outputs: { y: 'float32' },
  });
}

function gelu(): OperatorModel {
  return oneOperator({ opType: 'Gelu', opset: 20, inputs: [['x', spread([4, 64], -4, 4)]], outputs: { y: 'float32' } });
}

/** From operator set 18 on, the axes are an input. */
function reduceL2(): OperatorModel {
  return oneOperator({
    opType: 'ReduceL2',
    opset: 18,
    inputs: [
      ['x', spread([4, 8], -1, 1)],
      ['w_axes', numbers('int64', [1], [1])],
    ],
    outputs: { y: 'float32' },
  });
}

/** Large activations and weights, so that pairs of products exceed 16 bits. */
function quantisedConvolution(): OperatorModel {
  const scalar = (dtype: 'float32' | 'uint8' | 'int8', value: number): PackedTensor => numbers(dtype, [], [value]);
  const node = (opType: string, input: string[], output: string) => ({ opType, name: output, input, output: [output] });
  const weights = Array.from({ length: 8 * 8 * 9 }, (_, index) => ((index * 37) % 128) * (index % 5 === 0 ? -1 : 1));
  const activations = Array.from({ length: 512 }, (_, index) => (index * 89) % 256);
  return modelOf({
    nodes: [
      node('DequantizeLinear', ['x', 'w_xs', 'w_xz'], 'xd'),
      node('DequantizeLinear', ['w_q', 'w_ws', 'w_wz'], 'wd'),
      { ...node('Conv', ['xd', 'wd'], 'c'), attribute: [attributeOf('pads', [1, 1, 1, 1])] },
      node('QuantizeLinear', ['c', 'w_ys', 'w_yz'], 'y'),
    ],
    values: [
      ['x', numbers('uint8', [1, 8, 8, 8], activations)],
      ['w_xs', scalar('float32', 2 / 255)],
      ['w_xz', scalar('uint8', 0)],
      ['w_q', numbers('int8', [8, 8, 3, 3], weights)],
      ['w_ws', scalar('float32', 1 / 127)],
      ['w_wz', scalar('int8', 0)],
      ['w_ys', scalar('float32', 0.5)],
      ['w_yz', scalar('uint8', 0)],
    ],
    outputs: { y: 'uint8' },
  });
}
