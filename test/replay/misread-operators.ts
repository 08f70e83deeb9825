import { modelOf, numbers, type OperatorModel, oneOperator, spread } from '../../scripts/operators/one-operator.js';
import type { onnx } from '../../src/onnx/proto/onnx.js';
import type { PackedTensor } from '../../src/tensor/tensor.js';

const float = (shape: readonly number[], values: ArrayLike<number>) => numbers('float32', shape, values);
const integers = (shape: readonly number[], values: readonly number[]) => numbers('int64', shape, values);
const x = (...shape: number[]): [string, PackedTensor] => ['x', spread(shape, -2, 2)];
const y = { y: 'float32' } as const;

const BYTES = Array.from({ length: 64 }, (_, index) => 200 + (index % 56));
const SIGNED = Array.from({ length: 128 }, (_, index) => (index % 7 === 0 ? -128 : 120));

/** By variant: operators that can be misread in that way, with inputs on which it shows. */
export const MISREAD: Readonly<Record<string, readonly OperatorModel[]>> = {
  'activation-constants': [
    oneOperator({ opType: 'LeakyRelu', attributes: { alpha: { f: 0.05 } }, inputs: [x(4, 8)], outputs: y }),
    oneOperator({ opType: 'HardSigmoid', inputs: [x(4, 8)], outputs: y }),
  ],
  'batch-norm-statistics': [13, 15, 18].map((opset) => batchNormalization(opset)),
  'cast-rounding': [
    oneOperator({ opType: 'Cast', attributes: { to: 7 }, inputs: [x(4, 8)], outputs: { y: 'int64' } }),
    oneOperator({
      opType: 'Cast',
      attributes: { to: 2 },
      inputs: [['x', spread([16], 0.2, 200)]],
      outputs: { y: 'uint8' },
    }),
  ],
  'cumulative-sum': [
    oneOperator({ opType: 'CumSum', inputs: [x(3, 5), ['w', numbers('int32', [], [1])]], outputs: y }),
  ],
  'depth-to-space-order': [
    oneOperator({
      opType: 'DepthToSpace',
      attributes: { blocksize: 2, mode: 'CRD' },
      inputs: [x(1, 8, 2, 2)],
      outputs: y,
    }),
  ],
  'dropped-bias': [
    oneOperator({
      opType: 'Conv',
      inputs: [x(1, 3, 4, 4), ['w', spread([2, 3, 3, 3], -1, 1)], ['w_b', spread([2], 0.5, 1)]],
      outputs: y,
    }),
    oneOperator({
      opType: 'InstanceNormalization',
      inputs: [x(2, 3, 4, 4), ['w', spread([3], 0.5, 1.5)], ['w_b', spread([3], 0.5, 1)]],
      outputs: y,
    }),
  ],
  epsilon: [
    oneOperator({
      opType: 'LayerNormalization',
      attributes: { epsilon: { f: 1e-12 }, axis: -1 },
      inputs: [['x', spread([4, 8], -1e-3, 1e-3)], ['w', spread([8], 0.5, 1.5)], null],
      outputs: y,
    }),
  ],
  'einsum-operand': [
    oneOperator({
      opType: 'Einsum',
      attributes: { equation: 'bij,bjk->bik' },
      inputs: [x(2, 3, 3), ['z', spread([2, 3, 4], -1, 1)]],
      outputs: y,
    }),
  ],
  'group-count': [
    oneOperator({
      opType: 'GroupNormalization',
      opset: 21,
      attributes: { num_groups: 2 },
      inputs: [x(2, 4, 3), ['w', spread([4], 0.5, 1.5)], ['w_b', spread([4], -1, 1)]],
      outputs: y,
    }),
  ],
  'kept-axes': [
    oneOperator({
      opType: 'ReduceMean',
      opset: 18,
      attributes: { keepdims: 0 },
      inputs: [x(3, 4), ['w', integers([1], [1])]],
      outputs: y,
    }),
    oneOperator({ opType: 'ArgMax', attributes: { axis: 1 }, inputs: [x(3, 4)], outputs: { y: 'int64' } }),
  ],
  'slice-bounds': [
    oneOperator({
      opType: 'Slice',
      inputs: [
        x(3, 8),
        ['w', integers([1], [-5])],
        ['w_e', integers([1], [-1])],
        ['w_a', integers([1], [1])],
        ['w_s', integers([1], [2])],
      ],
      outputs: y,
    }),
    oneOperator({
      opType: 'Slice',
      inputs: [x(3, 8), ['w', integers([2], [0, -3])], ['w_e', integers([2], [3, 8])]],
      outputs: y,
    }),
  ],
  'extreme-of-ties': [
    oneOperator({
      opType: 'ArgMax',
      attributes: { axis: 1 },
      inputs: [['x', float([2, 4], [1, 3, 3, 0, 2, 2, 1, 0])]],
      outputs: { y: 'int64' },
    }),
  ],
  'tie-order': [
    oneOperator({
      opType: 'TopK',
      inputs: [
        ['x', float([2, 4], [1, 3, 3, 0, 2, 2, 1, 2])],
        ['w', integers([1], [2])],
      ],
      outputs: { v: 'float32', i: 'int64' },
    }),
    oneOperator({
      opType: 'ArgMin',
      opset: 11,
      attributes: { axis: 0 },
      inputs: [['x', float([3, 2], [1, 3, 0, 2, 0, 2])]],
      outputs: { y: 'int64' },
    }),
  ],
  'flipped-kernel': [
    oneOperator({ opType: 'Conv', inputs: [x(1, 3, 5, 5), ['w', spread([2, 3, 3, 3], -1, 1)]], outputs: y }),
    oneOperator({ opType: 'ConvTranspose', inputs: [x(1, 3, 5), ['w', spread([3, 2, 2], -1, 1)]], outputs: y }),
  ],
  'gate-order': [
    oneOperator({
      opType: 'LSTM',
      attributes: { hidden_size: 3 },
      inputs: [
        x(4, 2, 5),
        ['w', spread([1, 12, 5], -1, 1)],
        ['w_r', spread([1, 12, 3], -0.9, 1)],
        ['w_b', spread([1, 24], -0.5, 0.7)],
        null,
        null,
        null,
        ['w_p', spread([1, 9], -1, 0.8)],
      ],
      outputs: y,
    }),
    oneOperator({
      opType: 'GRU',
      attributes: { hidden_size: 3 },
      inputs: [
        x(4, 2, 5),
        ['w', spread([1, 9, 5], -1, 1)],
        ['w_r', spread([1, 9, 3], -0.9, 1)],
        ['w_b', spread([1, 18], -0.5, 0.7)],
      ],
      outputs: y,
    }),
  ],
  'gather-negative': [
    oneOperator({ opType: 'Gather', inputs: [x(5, 3), ['w', integers([2], [-1, 2])]], outputs: y }),
    oneOperator({ opType: 'GatherElements', inputs: [x(3, 3), ['w', integers([1, 3], [-1, 0, -2])]], outputs: y }),
  ],
  'gelu-formula': [
    oneOperator({ opType: 'Gelu', opset: 20, inputs: [x(4, 8)], outputs: y }),
    oneOperator({ opType: 'Gelu', opset: 20, attributes: { approximate: 'tanh' }, inputs: [x(4, 8)], outputs: y }),
    oneOperator({ opType: 'Gelu', domain: 'com.microsoft', inputs: [x(4, 8)], outputs: y }),
  ],
  'grid-sample-bounds': [
    oneOperator({ opType: 'GridSample', inputs: [x(1, 2, 4, 4), ['g', spread([1, 3, 3, 2], -1.5, 1.5)]], outputs: y }),
  ],
  'grid-sample-corners': [
    oneOperator({ opType: 'GridSample', inputs: [x(1, 2, 4, 4), ['g', spread([1, 3, 3, 2], -1, 1)]], outputs: y }),
  ],
  'gru-reset': [
    oneOperator({
      opType: 'GRU',
      attributes: { hidden_size: 3 },
      inputs: [
        x(4, 2, 2),
        ['w', spread([1, 9, 2], -1, 1)],
        ['w_r', spread([1, 9, 3], -1, 1)],
        ['w_b', spread([1, 18], -1, 1)],
      ],
      outputs: y,
    }),
  ],
  'hard-swish': [oneOperator({ opType: 'HardSwish', inputs: [x(4, 8)], outputs: y })],
  'if-branch': [branches()],
  'ignored-axes': [
    oneOperator({ opType: 'ReduceL2', opset: 18, inputs: [x(4, 8), ['w', integers([1], [1])]], outputs: y }),
    oneOperator({ opType: 'ReduceMean', attributes: { axes: [1] }, inputs: [x(4, 8)], outputs: y }),
  ],
  'ignored-input': [
    oneOperator({
      opType: 'Clip',
      inputs: [x(4, 8), ['w', float([], [-0.5])], ['w_1', float([], [0.75])]],
      outputs: y,
    }),
    oneOperator({
      opType: 'LSTM',
      attributes: { hidden_size: 3 },
      inputs: [
        x(4, 2, 5),
        ['w', spread([1, 12, 5], -1, 1)],
        ['w_r', spread([1, 12, 3], -0.9, 1)],
        null,
        null,
        null,
        null,
        ['w_p', spread([1, 9], -1, 0.8)],
      ],
      outputs: y,
    }),
    oneOperator({
      opType: 'QuantizeLinear',
      inputs: [x(4, 8), ['w', float([], [0.0625])], ['w_0', numbers('uint8', [], [128])]],
      outputs: { y: 'uint8' },
    }),
  ],
  'integer-division': [
    oneOperator({
      opType: 'Div',
      inputs: [
        ['x', integers([4], [-7, 7, -8, 9])],
        ['w', integers([4], [2, 2, 3, -4])],
      ],
      outputs: { y: 'int64' },
    }),
  ],
  'left-out': [
    oneOperator({ opType: 'HardSigmoid', inputs: [x(4, 8)], outputs: y }),
    oneOperator({ opType: 'Softmax', attributes: { axis: 1 }, inputs: [x(2, 3, 4)], outputs: y }),
  ],
  'log-of-softmax': [
    oneOperator({
      opType: 'LogSoftmax',
      attributes: { axis: -1 },
      inputs: [['x', spread([3, 6], -90, 90)]],
      outputs: y,
    }),
  ],
  'lrn-alpha': [lrn(8)],
  'lrn-bias': [lrn(8, 0.5), lrn(8, 2.75)],
  'lrn-channels': [lrn(2)],
  'mod-sign': [0, 1].map((fmod) =>
    oneOperator({
      opType: 'Mod',
      attributes: { fmod },
      inputs: [
        ['x', integers([4], [-7, 7, -8, 9])],
        ['w', integers([4], [3, -3, 5, -4])],
      ],
      outputs: { y: 'int64' },
    }),
  ),
  'negative-pads': [
    oneOperator({ opType: 'Pad', inputs: [x(3, 5), ['w', integers([4], [0, -1, 1, -1])]], outputs: y }),
  ],
  'one-hot-negative': [
    oneOperator({
      opType: 'OneHot',
      inputs: [
        ['x', integers([3], [-1, 2, -3])],
        ['w', integers([], [5])],
        ['w_v', float([2], [0, 1])],
      ],
      outputs: y,
    }),
  ],
  'other-attribute': [
    oneOperator({
      opType: 'RoiAlign',
      attributes: { output_height: 2, output_width: 2, sampling_ratio: 2, spatial_scale: { f: 0.5 } },
      inputs: [x(1, 2, 8, 8), ['w', float([1, 4], [1, 2, 11, 13])], ['w_i', integers([1], [0])]],
      outputs: y,
    }),
    oneOperator({
      opType: 'TopK',
      inputs: [x(3, 7), ['w', integers([1], [2])]],
      outputs: { v: 'float32', i: 'int64' },
    }),
    oneOperator({
      opType: 'RNN',
      attributes: { hidden_size: 3, direction: 'reverse', clip: { f: 0.25 } },
      inputs: [x(4, 2, 5), ['w', spread([1, 3, 5], -1, 1)], ['w_r', spread([1, 3, 3], -0.9, 1)]],
      outputs: y,
    }),
    oneOperator({ opType: 'MeanVarianceNormalization', inputs: [x(2, 3, 4, 4)], outputs: y }),
  ],
  'other-axis': [
    oneOperator({
      opType: 'ReduceMean',
      opset: 18,
      inputs: [x(2, 4, 4), ['w', integers([1], [1])]],
      outputs: y,
    }),
    oneOperator({ opType: 'ReduceMax', attributes: { axes: [-1] }, inputs: [x(4, 4)], outputs: y }),
    oneOperator({ opType: 'ArgMax', attributes: { axis: 1 }, inputs: [x(4, 4)], outputs: { y: 'int64' } }),
    oneOperator({ opType: 'LpNormalization', attributes: { axis: 1 }, inputs: [x(2, 3, 5)], outputs: y }),
  ],
  'pad-mode': [
    oneOperator({
      opType: 'Pad',
      attributes: { mode: 'reflect' },
      inputs: [x(4, 5), ['w', integers([4], [1, 1, 1, 1])]],
      outputs: y,
    }),
  ],
  'padding-side': [
    convolution({ auto_pad: 'SAME_UPPER', strides: [2, 2] }),
    convolution({ pads: [0, 0, 1, 1] }),
    convolution({ pads: [1, 1, 1, 1], strides: [2, 2] }),
  ],
  'pool-ceiling': [
    oneOperator({
      opType: 'MaxPool',
      attributes: { kernel_shape: [2, 2], strides: [2, 2] },
      inputs: [x(1, 2, 5, 5)],
      outputs: y,
    }),
  ],
  'pool-divisor': [
    averagePool({ pads: [1, 1, 1, 1] }),
    averagePool({ pads: [1, 1, 1, 1], count_include_pad: 1 }),
    averagePool({ ceil_mode: 1 }),
  ],
  'permuted-axes': [
    oneOperator({ opType: 'Transpose', attributes: { perm: [0, 2, 3, 1] }, inputs: [x(1, 3, 3, 3)], outputs: y }),
    oneOperator({
      opType: 'ReverseSequence',
      inputs: [x(3, 3, 2), ['w', integers([3], [3, 2, 2])]],
      outputs: y,
    }),
  ],
  'prelu-axis': [oneOperator({ opType: 'PRelu', inputs: [x(1, 4, 3, 4), ['w', spread([4], 0.1, 0.9)]], outputs: y })],
  'resize-coordinates': [
    resize({ mode: 'linear' }),
    resize({ mode: 'linear', coordinate_transformation_mode: 'align_corners' }),
  ],
  'resize-cubic': [resize({ mode: 'cubic' }), resize({ mode: 'cubic', exclude_outside: 1 })],
  'resize-cubic-border': [resize({ mode: 'cubic' })],
  'resize-mode': [resize({ mode: 'linear' }), resize({ mode: 'nearest' })],
  'resize-nearest': [resize({ mode: 'nearest', coordinate_transformation_mode: 'asymmetric' })],
  'round-half': [
    oneOperator({ opType: 'Round', inputs: [['x', float([6], [-2.5, -0.5, 0.5, 1.5, 2.5, 0.4])]], outputs: y }),
    oneOperator({
      opType: 'QuantizeLinear',
      inputs: [
        ['x', float([6], [-2.5, -0.5, 0.5, 1.5, 2.5, 0.4])],
        ['w_s', float([], [1])],
        ['w_z', numbers('int8', [], [3])],
      ],
      outputs: { y: 'int8' },
    }),
  ],
  'rounded-operands': [
    oneOperator({ opType: 'MatMul', inputs: [x(4, 8), ['w', spread([8, 4], -1, 1)]], outputs: y }),
    convolution({}),
  ],
  'rounded-result': [
    oneOperator({ opType: 'Sigmoid', inputs: [x(4, 8)], outputs: y }),
    oneOperator({ opType: 'Add', inputs: [x(4, 8), ['z', spread([8], -1, 1)]], outputs: y }),
    oneOperator({ opType: 'LayerNormalization', inputs: [x(4, 8), ['w', spread([8], 0.5, 1.5)], null], outputs: y }),
  ],
  'saturating-products': [matMulInteger(), qLinearConvolution(), quantisedProduct()],
  'scatter-reduction': [
    oneOperator({
      opType: 'ScatterND',
      attributes: { reduction: 'add' },
      inputs: [x(4, 2), ['w', integers([2, 1], [1, 3])], ['u', spread([2, 2], 1, 2)]],
      outputs: y,
    }),
  ],
  'selu-constants': [
    oneOperator({ opType: 'Selu', inputs: [x(4, 8)], outputs: y }),
    oneOperator({
      opType: 'Selu',
      attributes: { alpha: { f: 1.2 }, gamma: { f: 0.9 } },
      inputs: [x(4, 8)],
      outputs: y,
    }),
  ],
  'sequence-lengths': [
    oneOperator({
      opType: 'LSTM',
      attributes: { hidden_size: 2 },
      inputs: [
        x(4, 2, 3),
        ['w', spread([1, 8, 3], -1, 1)],
        ['w_r', spread([1, 8, 2], -1, 1)],
        null,
        ['w_l', numbers('int32', [2], [4, 2])],
      ],
      outputs: y,
    }),
  ],
  'softmax-axis': [
    oneOperator({ opType: 'Softmax', opset: 11, inputs: [x(2, 3, 4)], outputs: y }),
    oneOperator({ opType: 'Softmax', attributes: { axis: 1 }, inputs: [x(2, 3, 4)], outputs: y }),
  ],
  'softplus-tail': [
    oneOperator({ opType: 'Softplus', inputs: [['x', spread([64], -30, -8)]], outputs: y }),
    oneOperator({ opType: 'Mish', opset: 18, inputs: [['x', spread([64], -30, -8)]], outputs: y }),
  ],
  'swapped-operands': [
    oneOperator({ opType: 'Sub', inputs: [x(4, 8), ['z', spread([1, 8], -1, 1)]], outputs: y }),
    oneOperator({ opType: 'MatMul', inputs: [x(4, 4), ['z', spread([4, 4], 0, 3)]], outputs: y }),
    oneOperator({
      opType: 'Where',
      inputs: [['c', numbers('bool', [4], [1, 0, 1, 0])], x(4), ['z', spread([4], -1, 1)]],
      outputs: y,
    }),
    oneOperator({
      opType: 'Concat',
      attributes: { axis: 1 },
      inputs: [x(2, 3), ['z', spread([2, 3], -1, 1)]],
      outputs: y,
    }),
  ],
  'transposed-convolution': [
    oneOperator({
      opType: 'ConvTranspose',
      attributes: { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
      inputs: [x(1, 2, 4, 4), ['w', spread([2, 2, 3, 3], -1, 1)]],
      outputs: y,
    }),
  ],
  'transposed-weight': [
    oneOperator({ opType: 'MatMul', inputs: [x(2, 4), ['w', spread([4, 4], -1, 1)]], outputs: y }),
    oneOperator({ opType: 'Gemm', inputs: [x(2, 4), ['w', spread([4, 4], -1, 1)]], outputs: y }),
  ],
  'variance-divisor': [
    oneOperator({
      opType: 'InstanceNormalization',
      inputs: [x(2, 3, 4, 4), ['w', spread([3], 0.5, 1.5)], ['w_b', spread([3], -1, 1)]],
      outputs: y,
    }),
    oneOperator({ opType: 'LayerNormalization', inputs: [x(4, 8), ['w', spread([8], 0.5, 1.5)], null], outputs: y }),
  ],
};

function batchNormalization(opset: number): OperatorModel {
  return oneOperator({
    opType: 'BatchNormalization',
    opset,
    inputs: [
      x(4, 3, 5, 5),
      ['w', spread([3], 0.5, 1.5)],
      ['w_b', spread([3], -1, 1)],
      ['w_m', spread([3], -0.5, 0.5)],
      ['w_v', spread([3], 0.5, 2)],
    ],
    outputs: y,
  });
}

function lrn(channels: number, bias = 2): OperatorModel {
  const attributes = { size: 3, alpha: { f: 0.5 }, beta: { f: 0.75 }, bias: { f: bias } };
  return oneOperator({ opType: 'LRN', attributes, inputs: [x(1, channels, 3, 3)], outputs: y });
}

function convolution(attributes: Parameters<typeof oneOperator>[0]['attributes'] & object): OperatorModel {
  return oneOperator({
    opType: 'Conv',
    attributes,
    inputs: [x(1, 3, 8, 8), ['w', spread([4, 3, 3, 3], -1, 1)]],
    outputs: y,
  });
}

function averagePool(attributes: Parameters<typeof oneOperator>[0]['attributes'] & object): OperatorModel {
  const windows = { kernel_shape: [3, 3], strides: [2, 2] };
  return oneOperator({
    opType: 'AveragePool',
    attributes: { ...windows, ...attributes },
    inputs: [['x', spread([1, 2, 6, 6], 1, 3)]],
    outputs: y,
  });
}

function resize(attributes: Parameters<typeof oneOperator>[0]['attributes'] & object): OperatorModel {
  return oneOperator({
    opType: 'Resize',
    attributes,
    inputs: [x(1, 2, 5, 5), null, ['w', float([4], [1, 1, 1.8, 1.8])]],
    outputs: y,
  });
}

function branches(): OperatorModel {
  const output = [{ name: 'b', type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 3 }] } } } }];
  const branch = (opType: string): onnx.GraphProto.$Properties => ({
    name: opType,
    node: [{ opType, input: ['x'], output: ['b'] }],
    output,
  });
  return modelOf({
    nodes: [
      {
        opType: 'If',
        name: 'if',
        input: ['c'],
        output: ['y'],
        attribute: [
          { name: 'then_branch', type: 5, g: branch('Exp') },
          { name: 'else_branch', type: 5, g: branch('Neg') },
        ],
      },
    ],
    values: [
      ['x', spread([3], 1, 2)],
      ['c', numbers('bool', [], [1])],
    ],
    outputs: y,
  });
}

function matMulInteger(): OperatorModel {
  return oneOperator({
    opType: 'MatMulInteger',
    inputs: [
      ['x', numbers('uint8', [1, 64], BYTES)],
      ['w', numbers('int8', [64, 2], SIGNED)],
    ],
    outputs: { y: 'int32' },
  });
}

function qLinearConvolution(): OperatorModel {
  const one = (dtype: 'float32' | 'uint8' | 'int8', value: number) => numbers(dtype, [], [value]);
  return oneOperator({
    opType: 'QLinearConv',
    inputs: [
      ['x', numbers('uint8', [1, 4, 4, 4], BYTES)],
      ['w_xs', one('float32', 0.02)],
      ['w_xz', one('uint8', 0)],
      ['w', numbers('int8', [2, 4, 3, 3], SIGNED.slice(0, 72))],
      ['w_ws', one('float32', 0.01)],
      ['w_wz', one('int8', 0)],
      ['w_ys', one('float32', 1)],
      ['w_yz', one('uint8', 0)],
    ],
    outputs: { y: 'uint8' },
  });
}

function quantisedProduct(): OperatorModel {
  const one = (dtype: 'float32' | 'uint8' | 'int8', value: number) => numbers(dtype, [], [value]);
  const node = (opType: string, input: string[], output: string) => ({ opType, name: output, input, output: [output] });
  return modelOf({
    nodes: [
      node('DequantizeLinear', ['x', 'w_xs', 'w_xz'], 'xd'),
      node('DequantizeLinear', ['w_q', 'w_ws', 'w_wz'], 'wd'),
      { ...node('MatMul', ['xd', 'wd'], 'm'), attribute: [] },
      node('QuantizeLinear', ['m', 'w_ys', 'w_yz'], 'y'),
    ],
    values: [
      ['x', numbers('uint8', [1, 64], BYTES)],
      ['w_xs', one('float32', 0.02)],
      ['w_xz', one('uint8', 0)],
      ['w_q', numbers('int8', [64, 2], SIGNED)],
      ['w_ws', one('float32', 0.01)],
      ['w_wz', one('int8', 0)],
      ['w_ys', one('float32', 3)],
      ['w_yz', one('uint8', 0)],
    ],
    outputs: { y: 'uint8' },
  });
}
