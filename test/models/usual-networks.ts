/** Small networks whose inputs look as those of public exports do: the same names, symbols and traps, seeded weights. */
import type { DType } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import type { Attribute, ModelSpec, NodeSpec, PortSpec, WeightSpec } from './build-model.js';
import { randomFloats } from './random-floats.js';

type Shape = readonly (number | string)[];
type Attributes = Readonly<Record<string, Attribute>>;

/** A network that grows operator by operator; each returns the name of its first output. */
class Network {
  readonly #inputs: PortSpec[] = [];
  readonly #outputs: PortSpec[] = [];
  readonly #nodes: NodeSpec[] = [];
  readonly #weights: WeightSpec[] = [];

  input(name: string, shape: Shape, dtype: DType = 'float32'): string {
    this.#inputs.push({ name, dtype, shape });
    return name;
  }

  /** Weights between -0.5 and 0.5, so that deep networks stay finite. */
  weight(...shape: number[]): string {
    const name = `w${this.#weights.length}`;
    const count = shape.reduce((product, size) => product * size, 1);
    const numbers = randomFloats(this.#weights.length + 1, count).map((value) => 0.5 * value);
    this.#weights.push({ name, shape, dtype: 'float32', bytes: bytesOf(Float32Array.from(numbers)) });
    return name;
  }

  ints(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const name = `w${this.#weights.length}`;
    this.#weights.push({ name, shape, dtype: 'int64', bytes: bytesOf(BigInt64Array.from(values, BigInt)) });
    return name;
  }

  float(value: number): string {
    const name = `w${this.#weights.length}`;
    this.#weights.push({ name, shape: [], dtype: 'float32', bytes: bytesOf(Float32Array.of(value)) });
    return name;
  }

  op(op: string, inputs: readonly string[], attributes: Attributes = {}, outputs = 1): string {
    const names = Array.from({ length: outputs }, (_, index) => `t${this.#nodes.length}_${index}`);
    this.#nodes.push({ op, inputs, outputs: names, attributes });
    return names[0] ?? '';
  }

  output(value: string, shape: Shape, dtype: DType = 'float32', name = `y${this.#outputs.length}`): this {
    this.#nodes.push({ op: 'Identity', inputs: [value], outputs: [name] });
    this.#outputs.push({ name, dtype, shape });
    return this;
  }

  get spec(): ModelSpec {
    return { inputs: this.#inputs, outputs: this.#outputs, nodes: this.#nodes, weights: this.#weights };
  }

  cast(value: string, to: 'float32' | 'int64' | 'bool' = 'float32'): string {
    return this.op('Cast', [value], { to: { int: { float32: 1, int64: 7, bool: 9 }[to] } });
  }

  /** The size of one axis, as tracing exporters write it. */
  size(value: string, axis: number): string {
    return this.op('Gather', [this.op('Shape', [value]), this.ints([axis], [])], { axis: { int: 0 } });
  }

  unsqueeze(value: string, ...axes: number[]): string {
    return this.op('Unsqueeze', [value, this.ints(axes)]);
  }

  embed(ids: string, rows: number, width = 8): string {
    return this.op('Gather', [this.weight(rows, width), ids]);
  }

  dense(x: string, from: number, to: number): string {
    return this.op('Add', [this.op('MatMul', [x, this.weight(from, to)]), this.weight(to)]);
  }

  conv(x: string, from: number, to: number, kernel: readonly number[], stride: number, group = 1): string {
    return this.op('Conv', [x, this.weight(to, from / group, ...kernel)], {
      strides: { ints: kernel.map(() => stride) },
      group: { int: group },
    });
  }

  /** Attention without heads; the mask is added to the scores. */
  attention(x: string, keys: string, values: string, bias: string | null): string {
    const scores = this.op('MatMul', [x, this.op('Transpose', [keys], { perm: { ints: [0, 2, 1] } })]);
    const weights = this.op('Softmax', [bias === null ? scores : this.op('Add', [scores, bias])], {
      axis: { int: -1 },
    });
    return this.op('MatMul', [weights, values]);
  }

  /** 0 where the mask is 1, minus infinity elsewhere: a row without any 1 becomes NaN. */
  bias(mask: string): string {
    const kept = this.op('Equal', [mask, this.ints([1], [])]);
    return this.unsqueeze(this.op('Where', [kept, this.float(0), this.float(Number.NEGATIVE_INFINITY)]), 1);
  }

  /** Rows of a table of positions, as many as the sequence is long. */
  positions(ids: string, rows: number): string {
    const length = this.unsqueeze(this.size(ids, 1), 0);
    return this.op('Slice', [this.weight(1, rows, 8), this.ints([0]), length, this.ints([1])]);
  }
}

const BATCH = 'batch_size';
const SEQUENCE = 'sequence_length';

function bert(pool: boolean): Network {
  const net = new Network();
  const ids = net.input('input_ids', [BATCH, SEQUENCE], 'int64');
  const mask = net.input('attention_mask', [BATCH, SEQUENCE], 'int64');
  const types = net.input('token_type_ids', [BATCH, SEQUENCE], 'int64');
  const words = net.op('Add', [net.embed(ids, 97), net.embed(types, 2)]);
  const x = net.op('Add', [words, net.positions(ids, 64)]);
  const hidden = net.attention(net.dense(x, 8, 8), net.dense(x, 8, 8), x, net.bias(mask));
  if (!pool) return net.output(hidden, [BATCH, SEQUENCE, 8], 'float32', 'last_hidden_state');
  const weights = net.unsqueeze(net.cast(mask), 2);
  const sum = net.op('ReduceSum', [net.op('Mul', [hidden, weights]), net.ints([1])], { keepdims: { int: 0 } });
  const count = net.op('ReduceSum', [net.cast(mask), net.ints([1])], { keepdims: { int: 1 } });
  return net.output(net.op('Div', [sum, count]), [BATCH, 8], 'float32', 'sentence_embedding');
}

/** @param total symbol of the attention mask's length; @param past symbol of the cache's length */
function decoder(total: string, past: string, batch = BATCH): Network {
  const net = new Network();
  const ids = net.input('input_ids', [batch, SEQUENCE], 'int64');
  const mask = net.input('attention_mask', [batch, total], 'int64');
  const positions = net.input('position_ids', [batch, SEQUENCE], 'int64');
  const [keys, values] = ['key', 'value'].map((part) => net.input(`past_key_values.0.${part}`, [batch, 1, past, 8]));
  const x = net.op('Add', [net.embed(ids, 51), net.embed(positions, 64)]);
  const joined = [keys, values].map((cache) =>
    net.op('Concat', [net.op('Squeeze', [cache ?? '', net.ints([1])]), net.dense(x, 8, 8)], { axis: { int: 1 } }),
  );
  const [allKeys = '', allValues = ''] = joined;
  const hidden = net.attention(x, allKeys, allValues, net.bias(mask));
  return net
    .output(net.dense(hidden, 8, 51), [batch, SEQUENCE, 51], 'float32', 'logits')
    .output(net.unsqueeze(allKeys, 1), [batch, 1, 'total', 8], 'float32', 'present.0.key');
}

function encoderDecoder(): Network {
  const net = new Network();
  const mask = net.input('encoder_attention_mask', [BATCH, 'encoder_sequence_length'], 'int64');
  const ids = net.input('input_ids', [BATCH, 'decoder_sequence_length'], 'int64');
  const encoded = net.input('encoder_hidden_states', [BATCH, 'encoder_sequence_length', '?']);
  const keys = net.dense(encoded, 8, 8);
  return net.output(net.attention(net.embed(ids, 40), keys, encoded, net.bias(mask)), [
    BATCH,
    'decoder_sequence_length',
    8,
  ]);
}

function visionTransformer(): Network {
  const net = new Network();
  const image = net.input('pixel_values', [BATCH, 'num_channels', 'height', 'width']);
  const patches = net.conv(image, 3, 8, [16, 16], 16);
  const shape = net.op('Concat', [net.unsqueeze(net.size(patches, 0), 0), net.ints([8, -1])], { axis: { int: 0 } });
  const tokens = net.op('Transpose', [net.op('Reshape', [patches, shape])], { perm: { ints: [0, 2, 1] } });
  const x = net.op('Add', [tokens, net.weight(1, 196, 8)]);
  return net.output(net.attention(x, x, x, null), [BATCH, 'patches', 8]);
}

function convolutional(shape: Shape, name = 'input'): Network {
  const net = new Network();
  const x = net.op('Relu', [net.conv(net.input(name, shape), 3, 8, [3, 3], 2)]);
  const pooled = net.op('Flatten', [net.op('GlobalAveragePool', [x])]);
  return net.output(net.op('Softmax', [net.dense(pooled, 8, 5)]), ['N', 5]);
}

function fixedHead(): Network {
  const net = new Network();
  const x = net.op('Flatten', [net.conv(net.input('data', ['N', 3, 'H', 'W']), 3, 2, [32, 32], 32)]);
  return net.output(net.op('Gemm', [x, net.weight(4, 98)], { transB: { int: 1 } }), ['N', 4]);
}

function mobile(): Network {
  const net = new Network();
  const image = net.cast(net.input('image', ['N', 'H', 'W', 3], 'uint8'));
  const x = net.op('Transpose', [net.op('Div', [image, net.float(255)])], { perm: { ints: [0, 3, 1, 2] } });
  return net.output(net.op('Flatten', [net.op('GlobalAveragePool', [net.conv(x, 3, 6, [3, 3], 2)])]), ['N', 6]);
}

function digits(): Network {
  const net = new Network();
  const x = net.op('Transpose', [net.input('serving_default_input_1:0', ['unk__8', 28, 28, 1])], {
    perm: { ints: [0, 3, 1, 2] },
  });
  const hidden = net.op('Reshape', [net.conv(x, 1, 2, [4, 4], 4), net.ints([-1, 98])]);
  return net.output(net.dense(hidden, 98, 10), ['unk__9', 10]);
}

function tagger(): Network {
  const net = new Network();
  const x = net.embed(net.input('tokens', ['seq', 'batch'], 'int64'), 30);
  const lengths = net.op('Cast', [net.input('lengths', ['batch'], 'int64')], { to: { int: 6 } });
  const [h, c] = ['h0', 'c0'].map((name) => net.input(name, ['?', '?', '?']));
  const state = net.op('LSTM', [x, net.weight(1, 24, 8), net.weight(1, 24, 6), '', lengths, h ?? '', c ?? ''], {
    hidden_size: { int: 6 },
  });
  return net.output(net.op('Squeeze', [state, net.ints([1])]), ['seq', 'batch', 6]);
}

function gated(): Network {
  const net = new Network();
  const state = net.op(
    'GRU',
    [
      net.input('features', ['T', 'N', '?']),
      net.weight(1, 18, 12),
      net.weight(1, 18, 6),
      '',
      '',
      net.input('state', [1, '?', 6]),
    ],
    { hidden_size: { int: 6 } },
  );
  return net.output(net.op('Squeeze', [state, net.ints([1])]), ['T', 'N', 6]);
}

/** Frames of 512 samples only, and a state whose batch is not declared. */
function voiceActivity(): Network {
  const net = new Network();
  const frame = net.op('MatMul', [net.input('input', ['?', '?']), net.weight(512, 8)]);
  const state = net.op('Gather', [net.input('state', [2, '?', 8]), net.ints([0], [])], { axis: { int: 0 } });
  const rate = net.op('Equal', [net.input('sr', [], 'int64'), net.ints([16_000], [])]);
  const scaled = net.op('Where', [rate, net.float(1), net.float(2)]);
  return net.output(net.op('Sigmoid', [net.op('Mul', [net.op('Add', [frame, state]), scaled])]), ['batch', 8]);
}

function speech(): Network {
  const net = new Network();
  let x = net.unsqueeze(net.input('input_values', [BATCH, SEQUENCE]), 1);
  x = net.op('Relu', [net.conv(x, 1, 4, [10], 5)]);
  for (let layer = 0; layer < 3; layer++) x = net.op('Relu', [net.conv(x, 4, 4, [8], 4)]);
  return net.output(x, [BATCH, 4, 'frames'], 'float32', 'logits');
}

function spectrumEncoder(): Network {
  const net = new Network();
  const features = net.input('input_features', [BATCH, 'feature_size', 'encoder_sequence_length']);
  const x = net.op('Conv', [net.conv(features, 80, 8, [1], 1), net.weight(8, 8, 3)], {
    strides: { ints: [2] },
    pads: { ints: [1, 1] },
  });
  return net.output(net.op('Add', [net.op('Transpose', [x], { perm: { ints: [0, 2, 1] } }), net.weight(1500, 8)]), [
    BATCH,
    'n',
    8,
  ]);
}

/** The level of each frame relative to all frames: NaN with less than two. */
function pitch(): Network {
  const net = new Network();
  const frames = net.conv(net.unsqueeze(net.input('audio', ['batch', 'length']), 1), 1, 4, [1024], 256);
  const level = net.op('Log', [net.op('Add', [net.op('Mul', [frames, frames]), net.float(1e-5)])]);
  const mean = net.op('ReduceMean', [level], { axes: { ints: [2] }, keepdims: { int: 1 } });
  const apart = net.op('Sub', [level, mean]);
  const spread = net.op('ReduceMean', [net.op('Mul', [apart, apart])], { axes: { ints: [2] }, keepdims: { int: 1 } });
  return net.output(net.op('Div', [apart, net.op('Sqrt', [spread])]), ['batch', 4, 'frames'], 'float32', 'pitch');
}

function geometric(): Network {
  const net = new Network();
  const roots = net.op('Sqrt', [net.input('areas', ['N', 6])]);
  const total = net.op('ReduceSum', [roots, net.ints([1])], { keepdims: { int: 1 } });
  return net.output(net.dense(net.op('Div', [roots, total]), 6, 3), ['N', 3]);
}

function regionDetector(): Network {
  const net = new Network();
  const image = net.unsqueeze(net.input('image', [3, 'height', 'width']), 0);
  const x = net.conv(image, 3, 4, [16, 16], 16);
  const flat = net.op('Transpose', [net.op('Reshape', [x, net.ints([1, 4, -1])])], { perm: { ints: [0, 2, 1] } });
  const scores = net.op('ReduceMax', [flat], { axes: { ints: [2] }, keepdims: { int: 1 } });
  const score = net.op('Sigmoid', [net.op('Transpose', [scores], { perm: { ints: [0, 2, 1] } })]);
  const chosen = net.op('NonMaxSuppression', [flat, score, net.ints([3]), net.float(0.5), net.float(0)]);
  return net.output(net.op('Abs', [flat]), [1, 'n', 4], 'float32', 'boxes').output(chosen, ['k', 3], 'int64', 'chosen');
}

function singleShot(): Network {
  const net = new Network();
  const x = net.conv(net.input('input_1', ['N', 3, '?', '?']), 3, 4, [32, 32], 32);
  const size = net.op('Reshape', [net.input('image_shape', ['N', 2]), net.ints([-1, 2, 1, 1])]);
  const area = net.op('ReduceProd', [size], { axes: { ints: [1] }, keepdims: { int: 1 } });
  return net.output(net.op('Mul', [x, area]), ['N', 4, 'h', 'w']);
}

function paddle(): Network {
  const net = new Network();
  const shape = net.input('im_shape', ['N', 2]);
  const x = net.conv(net.input('image', ['N', 3, 640, 640]), 3, 2, [64, 64], 64);
  const scale = net.op('Div', [shape, net.input('scale_factor', ['N', 2])]);
  return net.output(net.op('Mul', [x, net.unsqueeze(scale, 2, 3)]), ['N', 2, 10, 10]);
}

function queries(): Network {
  const net = new Network();
  const image = net.input('images', ['N', 3, 64, 64]);
  const size = net.cast(net.input('orig_target_sizes', ['N', 2], 'int64'));
  const boxes = net.dense(net.op('Reshape', [net.conv(image, 3, 2, [16, 16], 16), net.ints([-1, 16, 2])]), 2, 2);
  return net.output(net.op('Mul', [net.op('Sigmoid', [boxes]), net.unsqueeze(size, 1)]), ['N', 16, 2]);
}

function diffusion(): Network {
  const net = new Network();
  const sample = net.input('sample', ['batch', 4, 'height', 'width']);
  const step = net.embed(net.input('timestep', [], 'int64'), 1000);
  const text = net.input('encoder_hidden_states', ['batch', 'sequence', '?']);
  const x = net.op('Conv', [sample, net.weight(8, 4, 3, 3)], { pads: { ints: [1, 1, 1, 1] } });
  const mean = net.op('ReduceMean', [net.dense(text, 16, 8)], { axes: { ints: [1] }, keepdims: { int: 0 } });
  return net.output(
    net.op('Add', [x, net.unsqueeze(net.op('Add', [mean, step]), 2, 3)]),
    ['batch', 8, 'height', 'width'],
    'float32',
    'out_sample',
  );
}

function imageAndText(): Network {
  const net = new Network();
  const ids = net.input('input_ids', ['text_batch_size', SEQUENCE], 'int64');
  const image = net.input('pixel_values', ['image_batch_size', 'num_channels', 'height', 'width']);
  const mask = net.input('attention_mask', ['text_batch_size', SEQUENCE], 'int64');
  const x = net.op('Add', [net.embed(ids, 60), net.positions(ids, 77)]);
  const text = net.op('ReduceMean', [net.attention(x, x, x, net.bias(mask))], {
    axes: { ints: [1] },
    keepdims: { int: 0 },
  });
  const seen = net.op('Flatten', [net.op('GlobalAveragePool', [net.conv(image, 3, 8, [8, 8], 8)])]);
  return net.output(
    net.op('MatMul', [seen, net.op('Transpose', [text])]),
    ['image_batch_size', 'text_batch_size'],
    'float32',
    'logits_per_image',
  );
}

function segmentAnything(): Network {
  const net = new Network();
  const embedding = net.input('image_embeddings', [1, 8, 4, 4]);
  const points = net.dense(net.input('point_coords', [1, 'num_points', 2]), 2, 8);
  const labels = net.unsqueeze(net.cast(net.input('point_labels', [1, 'num_points'])), 2);
  const size = net.cast(net.input('orig_im_size', [2]), 'int64');
  const tokens = net.op('ReduceMean', [net.op('Mul', [points, labels])], { axes: { ints: [1] }, keepdims: { int: 0 } });
  const mask = net.op('Mul', [embedding, net.unsqueeze(tokens, 2, 3)]);
  const shape = net.op('Concat', [net.ints([1, 8]), size], { axis: { int: 0 } });
  return net.output(
    net.op('Resize', [mask, '', '', shape], { mode: { string: 'linear' } }),
    [1, 8, 'h', 'w'],
    'float32',
    'masks',
  );
}

function recommender(): Network {
  const net = new Network();
  const user = net.embed(net.input('user_id', ['batch'], 'int64'), 50);
  const item = net.embed(net.input('item_id', ['batch'], 'int32'), 7);
  const dense = net.dense(net.input('dense', ['batch', '?']), 13, 8);
  return net.output(net.op('Sigmoid', [net.op('Mul', [net.op('Add', [user, item]), dense])]), ['batch', 8]);
}

/** One table for all fields: each has its own offset. */
function tabular(): Network {
  const net = new Network();
  const fields = net.op('Add', [net.input('categories', ['N', 3], 'int64'), net.ints([0, 4, 9])]);
  return net.output(net.op('ReduceSum', [net.embed(fields, 12), net.ints([1])], { keepdims: { int: 0 } }), ['N', 8]);
}

function conformer(): Network {
  const net = new Network();
  const signal = net.input('audio_signal', ['audio_signal_dynamic_axes_1', 80, 'audio_signal_dynamic_axes_2']);
  const length = net.input('length', ['length_dynamic_axes_1'], 'int64');
  const x = net.op('Transpose', [net.conv(signal, 80, 8, [3], 1)], { perm: { ints: [0, 2, 1] } });
  const steps = net.op('Range', [net.ints([0], []), net.size(x, 1), net.ints([1], [])]);
  const kept = net.op('Less', [net.unsqueeze(steps, 0), net.unsqueeze(length, 1)]);
  const bias = net.unsqueeze(net.op('Where', [kept, net.float(0), net.float(Number.NEGATIVE_INFINITY)]), 1);
  return net.output(
    net.op('LogSoftmax', [net.dense(net.attention(x, x, x, bias), 8, 6)]),
    ['N', 'T', 6],
    'float32',
    'logprobs',
  );
}

function voice(): Network {
  const net = new Network();
  const ids = net.input('input', ['batch_size', 'phonemes'], 'int64');
  const lengths = net.input('input_lengths', ['batch_size'], 'int64');
  const scales = net.input('scales', [3]);
  const x = net.embed(ids, 33);
  const steps = net.unsqueeze(net.op('Range', [net.ints([0], []), net.size(ids, 1), net.ints([1], [])]), 0);
  const kept = net.cast(net.op('Less', [steps, net.unsqueeze(lengths, 1)]));
  const total = net.op('ReduceSum', [kept, net.ints([1])], { keepdims: { int: 1 } });
  const scale = net.op('Gather', [scales, net.ints([0], [])], { axis: { int: 0 } });
  const heard = net.op('Div', [net.op('Mul', [x, net.unsqueeze(kept, 2)]), net.unsqueeze(total, 2)]);
  return net.output(net.op('Mul', [heard, scale]), ['batch_size', 'phonemes', 8]);
}

function lastToken(): Network {
  const net = new Network();
  const ids = net.input('input_ids', [BATCH, SEQUENCE], 'int64');
  const x = net.dense(net.embed(ids, 20), 8, 4);
  const index = net.op('Expand', [net.unsqueeze(net.input('last_token', [BATCH], 'int64'), 1, 2), net.ints([1, 1, 4])]);
  return net.output(net.op('GatherElements', [x, index], { axis: { int: 1 } }), [BATCH, 1, 4]);
}

/** True hides: ones everywhere give NaN. */
function paddingMask(): Network {
  const net = new Network();
  const x = net.input('x', ['N', 'L', 8]);
  const hidden = net.input('src_key_padding_mask', ['N', 'L'], 'bool');
  const bias = net.unsqueeze(net.op('Where', [hidden, net.float(Number.NEGATIVE_INFINITY), net.float(0)]), 1);
  return net.output(net.attention(x, x, x, bias), ['N', 'L', 8]);
}

function ranking(): Network {
  const net = new Network();
  const k = net.unsqueeze(net.input('k', [], 'int64'), 0);
  const scores = net.dense(net.input('query', ['N', 6]), 6, 5);
  const best = net.op('TopK', [scores, k], {}, 2);
  return net.output(best, ['N', 'k']);
}

function segmentation(): Network {
  const net = new Network();
  const x = net.conv(net.input('image', ['?', '?', '?', '?']), 3, 4, [3, 3], 1);
  return net
    .output(net.op('ArgMax', [x], { axis: { int: 1 } }), ['N', 1, 'h', 'w'], 'int64')
    .output(x, ['N', 4, 'h', 'w']);
}

function superResolution(): Network {
  const net = new Network();
  const x = net.op('Conv', [net.input('lr', ['b', 1, 'h', 'w']), net.weight(4, 1, 3, 3)], {
    pads: { ints: [1, 1, 1, 1] },
  });
  return net.output(net.op('DepthToSpace', [x], { blocksize: { int: 2 } }), ['b', 1, 'H', 'W']);
}

function pairOfImages(): Network {
  const net = new Network();
  const [a, b] = ['left', 'right'].map((name, index) =>
    net.conv(net.input(name, ['N', 3, `h${index}`, `w${index}`]), 3, 2, [4, 4], 4),
  );
  return net.output(net.op('Sub', [a ?? '', b ?? '']), ['N', 2, 'h', 'w']);
}

function graph(): Network {
  const net = new Network();
  const nodes = net.input('x', ['num_nodes', 6]);
  const edges = net.input('edge_index', [2, 'num_edges'], 'int64');
  const [from, to] = [0, 1].map((row) => net.op('Gather', [edges, net.ints([row], [])], { axis: { int: 0 } }));
  const messages = net.dense(net.op('Gather', [nodes, from ?? '']), 6, 4);
  return net.output(net.op('Add', [messages, net.dense(net.op('Gather', [nodes, to ?? '']), 6, 4)]), ['num_edges', 4]);
}

function forecast(): Network {
  const net = new Network();
  const past = net.dense(net.input('past_values', [BATCH, 'context_length', 1]), 1, 8);
  const observed = net.unsqueeze(net.cast(net.input('past_observed_mask', [BATCH, 'context_length'], 'bool')), 2);
  const sum = net.op('ReduceSum', [net.op('Mul', [past, observed]), net.ints([1])], { keepdims: { int: 0 } });
  const count = net.op('ReduceSum', [observed, net.ints([1])], { keepdims: { int: 0 } });
  return net.output(net.dense(net.op('Div', [sum, count]), 8, 4), [BATCH, 4]);
}

/** By name: what kind of network, and how it is exported. */
export const USUAL_NETWORKS: Readonly<Record<string, ModelSpec>> = Object.fromEntries(
  Object.entries({
    bert: bert(false),
    'sentence-encoder': bert(true),
    'decoder-with-sum': decoder('past_sequence_length + sequence_length', 'past_sequence_length'),
    'decoder-with-total': decoder('total_sequence_length', 'past_sequence_length'),
    'decoder-without-symbols': decoder('?', '?'),
    'decoder-with-batches-of-its-own': decoder('?', 'past_sequence_length', '?'),
    'encoder-decoder': encoderDecoder(),
    'vision-transformer': visionTransformer(),
    classifier: convolutional(['batch', 3, 'height', 'width']),
    'classifier-without-symbols': convolutional(['?', '?', '?', '?'], 'x.1'),
    'classifier-with-a-fixed-head': fixedHead(),
    'bytes-channels-last': mobile(),
    digits: digits(),
    tagger: tagger(),
    gated: gated(),
    'voice-activity': voiceActivity(),
    speech: speech(),
    'spectrum-encoder': spectrumEncoder(),
    pitch: pitch(),
    geometric: geometric(),
    'region-detector': regionDetector(),
    'single-shot-detector': singleShot(),
    'detector-with-scale': paddle(),
    'detector-with-queries': queries(),
    diffusion: diffusion(),
    'image-and-text': imageAndText(),
    'segment-anything': segmentAnything(),
    recommender: recommender(),
    tabular: tabular(),
    conformer: conformer(),
    voice: voice(),
    'last-token': lastToken(),
    'padding-mask': paddingMask(),
    ranking: ranking(),
    segmentation: segmentation(),
    'super-resolution': superResolution(),
    'pair-of-images': pairOfImages(),
    'graph-network': graph(),
    forecast: forecast(),
  }).map(([name, net]) => [name, net.spec]),
);
