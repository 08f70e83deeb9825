/** What one operator says about the shapes around it and the use of its integers (ONNX operator specification). */
import type { Call, Fact, Rule, Source, Use } from './fact.js';
import { type Node, numberOf, numbersOf, textOf } from './node-attributes.js';
import { concat, gather, slice } from './selection-facts.js';
import { at, broadcast, matMul, product, reshaped, type Same, type Shape, withoutAxes } from './shape-arithmetic.js';
import { known, openSize, type Size, sumOf } from './sizes.js';
import { smallConstant } from './small-constants.js';
import { useNumbers } from './wanted-numbers.js';
import { convolved, pooled, unconvolved } from './window-shapes.js';

export interface Around {
  factOf(name: string): Fact;
  use(name: string, use: Use): void;
  /** Called for sizes that have to be equal. */
  same: Same;
}

/** The facts of a node's outputs. */
export function factsOf(node: Node, around: Around): readonly Fact[] {
  const names = node.input ?? [];
  const input = (index: number) => around.factOf(names[index] ?? '');
  const call: Call = {
    node,
    input,
    inputs: names.map((_, index) => input(index)),
    outputs: (node.output ?? []).length,
    use: (index, use) => {
      if (names[index]) around.use(names[index], use);
    },
    same: around.same,
  };
  useNumbers(call);
  const type = node.opType ?? '';
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : undefined;
  if (rule !== undefined) return rule(call);
  if (SAME_SHAPE.has(type)) return [{ shape: input(0).shape ?? null }];
  if (!BROADCAST.has(type)) return [];
  return [
    {
      shape: broadcast(
        call.inputs.map(({ shape }) => shape),
        call.same,
      ),
    },
  ];
}

const words = (text: string) => new Set(text.split(' '));
const SAME_SHAPE = words(
  'Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Clip Cos Cosh DequantizeLinear Dropout ' +
    'DynamicQuantizeLinear Elu Erf Exp FastGelu Floor Gelu HardSigmoid HardSwish Hardmax IsInf IsNaN LeakyRelu ' +
    'LogSoftmax Log LpNormalization LRN MeanVarianceNormalization Mish Neg Not PRelu QuantizeLinear QuickGelu ' +
    'Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Tan Tanh ' +
    'ThresholdedRelu Trilu',
);
const BROADCAST = words(
  'And BitwiseAnd BitwiseOr Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Or Pow Sum Where Xor',
);
const REDUCTIONS = words('L1 L2 LogSum LogSumExp Max Mean Min Prod Sum SumSquare');

const RULES: Readonly<Record<string, Rule>> = {
  // What is only given another form keeps its numbers.
  Cast: ({ input }) => [input(0)],
  Identity: ({ input }) => [input(0)],
  Constant: constant,
  Add: (call) => arithmetic(call, (a, b) => a + b, 1),
  Sub: (call) => arithmetic(call, (a, b) => a - b, -1),
  Mul: (call) => arithmetic(call, (a, b) => a * b, null),
  Div: (call) => arithmetic(call, (a, b) => Math.floor(a / b), null),
  Shape: ({ node, input }) => {
    const { shape } = input(0);
    if (shape == null) return [];
    const sizes = shape.slice(numberOf(node, 'start') ?? 0, numberOf(node, 'end') ?? shape.length);
    return [{ shape: [sizes.length], values: sizes }];
  },
  Concat: concat,
  Transpose: ({ node, input }) => {
    const { shape, source = null } = input(0);
    const order = numbersOf(node, 'perm') ?? shape?.map((_, axis) => shape.length - 1 - axis) ?? [];
    return [{ shape: shape == null ? null : order.map((axis) => at(shape, axis)), source }];
  },
  Unsqueeze: ({ node, input }) => {
    const { shape, ...rest } = input(0);
    const axes = axesOf(node, input(1));
    if (shape == null || axes === null) return [rest];
    const rank = shape.length + axes.length;
    const added = new Set(axes.map((axis) => (axis + rank) % rank));
    const left = [...shape];
    return [
      {
        ...rest,
        shape: Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (left.shift() ?? openSize()))),
      },
    ];
  },
  Squeeze: ({ node, input }) => {
    const { shape, ...rest } = input(0);
    if (shape == null) return [rest];
    const axes = axesOf(node, input(1))?.map((axis) => (axis + shape.length) % shape.length);
    const stays = (size: Size, axis: number) => (axes === undefined ? known(size) !== 1 : !axes.includes(axis));
    return [{ ...rest, shape: shape.filter(stays) }];
  },
  Flatten: ({ node, input }) => {
    const { shape, source = null } = input(0);
    const axis = numberOf(node, 'axis') ?? 1;
    return [{ shape: shape == null ? null : [product(shape.slice(0, axis)), product(shape.slice(axis))], source }];
  },
  Reshape: ({ node, input, same }) => {
    const { shape = null, ...rest } = input(0);
    const wanted = input(1).values ?? numbersOf(node, 'shape');
    return [wanted == null ? rest : { ...rest, shape: reshaped(shape, wanted, same) }];
  },
  Expand: ({ input, same }) => [
    { shape: broadcast([input(0).shape, input(1).values], same), source: input(0).source ?? null },
  ],
  ConstantOfShape: ({ input }) => [{ shape: input(0).values ?? null }],
  Range: ({ inputs }) => {
    const [start, limit, delta] = inputs.map(({ values }) => values?.[0]);
    const counts = start === 0 && delta === 1 && limit !== undefined ? limit : null;
    return [{ shape: [counts ?? openSize()], counts }];
  },
  Slice: slice,
  Split: ({ node, input, outputs }) => {
    const { shape, source = null } = input(0);
    const axis = numberOf(node, 'axis') ?? 0;
    const cut = shape?.map((size, place) => (place === (axis + shape.length) % shape.length ? openSize() : size));
    return Array.from({ length: outputs }, () => ({ shape: cut ?? null, source }));
  },
  Gather: gather,
  GatherElements: ({ node, input, use }) => {
    const { shape } = input(0);
    if (shape != null) use(1, { kind: 'index', below: at(shape, numberOf(node, 'axis') ?? 0) });
    return [{ shape: input(1).shape ?? null }];
  },
  GatherND: ({ input, use }) => {
    const [first] = input(0).shape ?? [];
    if (first !== undefined) use(1, { kind: 'index', below: first });
    return [];
  },
  OneHot: ({ input, use }) => {
    const [depth] = input(1).values ?? [];
    if (depth !== undefined) use(0, { kind: 'index', below: depth });
    return [];
  },
  EmbedLayerNormalization: ({ input, use }) => {
    const tables = [
      [0, 2],
      [1, 4],
    ] as const;
    for (const [index, table] of tables) {
      const [rows] = input(table).shape ?? [];
      if (rows !== undefined) use(index, { kind: 'index', below: rows });
    }
    counted(use, [7, 1]);
    const [ids, width] = [input(0).shape, input(2).shape?.[1]];
    return [{ shape: ids == null || width === undefined ? null : [...ids, width] }];
  },
  MatMul: ({ input, same }) => [{ shape: matMul(input(0).shape, input(1).shape, same) }],
  MatMulInteger: ({ input, same }) => [{ shape: matMul(input(0).shape, input(1).shape, same) }],
  QLinearMatMul: ({ input, same }) => [{ shape: matMul(input(0).shape, input(3).shape, same) }],
  Gemm: ({ node, input, same }) => {
    const turned = (index: number, name: string) => {
      const { shape } = input(index);
      return numberOf(node, name) === 1 ? shape?.toReversed() : shape;
    };
    return [{ shape: matMul(turned(0, 'transA'), turned(1, 'transB'), same) }];
  },
  Conv: (call) => windowed(call, convolved, 1),
  ConvInteger: (call) => windowed(call, convolved, 1),
  QLinearConv: (call) => windowed(call, convolved, 3),
  ConvTranspose: (call) => windowed(call, unconvolved, 1),
  AveragePool: (call) => windowed(call, (node, x, _, same) => pooled(node, x, same), 0),
  MaxPool: (call) => windowed(call, (node, x, _, same) => pooled(node, x, same), 0),
  GlobalAveragePool: pooledAway,
  GlobalMaxPool: pooledAway,
  Pad: ({ node, input, same }) => {
    const { shape } = input(0);
    const pads = input(1).values ?? numbersOf(node, 'pads');
    // A mirror image is shorter than the original.
    if (textOf(node, 'mode') === 'reflect' && input(3).shape == null)
      shape?.map(known).forEach((size, axis) => {
        const most = Math.max(
          ...[pads?.[axis], pads?.[axis + shape.length]].map((pad) => (typeof pad === 'number' ? pad : 0)),
        );
        if (typeof size === 'number' && most >= size) same(0, 1);
      });
    const axes = shape?.map((size, axis) =>
      sumOf([size, pads?.[axis] ?? openSize(), pads?.[axis + shape.length] ?? openSize()]),
    );
    return [{ shape: (input(3).shape == null ? axes : shape?.map(() => openSize())) ?? null }];
  },
  Resize: ({ input }) => resized(input(0), input(3).values, input(2).values),
  Upsample: ({ input }) => resized(input(0), null, input(1).values),
  BatchNormalization: (call) => perChannel(call, 1),
  InstanceNormalization: (call) => perChannel(call, 1),
  LayerNormalization: (call) => perChannel(call, -1),
  SimplifiedLayerNormalization: (call) => perChannel(call, -1),
  SkipLayerNormalization: (call) => perChannel(call, -1, 2),
  LSTM: recurrent,
  GRU: recurrent,
  RNN: recurrent,
  ReverseSequence: ({ node, input, use, same }) => {
    const { shape } = input(0);
    if (shape != null) {
      use(1, { kind: 'length', of: at(shape, numberOf(node, 'time_axis') ?? 0) });
      alike(input(1), [at(shape, numberOf(node, 'batch_axis') ?? 1)], same);
    }
    return [{ shape: shape ?? null }];
  },
  ...Object.fromEntries([...REDUCTIONS].map((name) => [`Reduce${name}`, reduce])),
  ArgMax: reduceOne,
  ArgMin: reduceOne,
  TopK: ({ input, use }) => {
    use(1, { kind: 'number', value: 1 });
    // Sorted, but the same numbers.
    return [{ source: input(0).source ?? null }];
  },
  Loop: ({ use }) => counted(use, [0, 2], [1, 1]),
  If: ({ use }) => counted(use, [0, 1]),
  NonMaxSuppression: ({ use }) => counted(use, [2, 10], [3, 0.5], [4, 0]),
  // Masks of ONNX Runtime's own operators are 1 where there is a token; ONNX's own Attention has another one.
  Attention: ({ node, use }) => (node.domain === 'com.microsoft' ? counted(use, [3, 1]) : []),
  MultiHeadAttention: ({ use }) => counted(use, [4, 1]),
};

/** Inputs that are best at a given number: one more round, one more result. */
function counted(use: Call['use'], ...best: readonly (readonly [index: number, value: number])[]): readonly Fact[] {
  for (const [index, value] of best) use(index, { kind: 'number', value });
  return [];
}

function constant({ node }: Call): readonly Fact[] {
  for (const { name, t, i, ints } of node.attribute ?? []) {
    if (t != null) return [{ shape: (t.dims ?? []).map(Number), values: smallConstant(t), constant: true }];
    if (name === 'value_int') return [{ shape: [], values: [Number(i ?? 0)], constant: true }];
    if (name === 'value_ints')
      return [{ shape: [ints?.length ?? 0], values: (ints ?? []).map(Number), constant: true }];
  }
  return [{ constant: true }];
}

/** Element by element: of single numbers the result too, and how far an input is moved by a constant that is added. */
function arithmetic(
  { inputs: [a = {}, b = {}], same }: Call,
  compute: (a: number, b: number) => number,
  sign: 1 | -1 | null,
): readonly Fact[] {
  const [x, y] = [a.values?.length === 1 ? a.values[0] : undefined, b.values?.length === 1 ? b.values[0] : undefined];
  const values = x === undefined || y === undefined ? null : [computed(known(x), known(y), compute, sign)];
  const moved = sign === null ? null : (movedBy(a, b, sign) ?? (sign === 1 ? movedBy(b, a, 1) : null));
  return [{ shape: broadcast([a.shape, b.shape], same), values, source: moved }];
}

function computed(x: Size, y: Size, compute: (a: number, b: number) => number, sign: 1 | -1 | null): Size {
  if (typeof x === 'number' && typeof y === 'number') return compute(x, y);
  return sign === 1 ? sumOf([x, y]) : openSize();
}

/** Of several offsets the largest: every element stays below the end of the table. */
function movedBy({ source }: Fact, { constant: fixed, values }: Fact, sign: 1 | -1): Source | null {
  if (source == null || fixed !== true || values == null || values.length === 0) return null;
  return { input: source.input, offset: source.offset + Math.max(...values.map((value) => sign * Number(value))) };
}

/** @param weights index of the input that says how many channels there are; 0: none */
function windowed(
  { node, input, same }: Call,
  shapeOf: (node: Node, x: Shape, weights: Shape, same: Same) => Shape,
  weights: number,
): readonly Fact[] {
  const [x, w] = [input(0).shape, input(weights).shape];
  return x == null || w == null ? [] : [{ shape: shapeOf(node, x, w, same) }];
}

function pooledAway({ input }: Call): readonly Fact[] {
  return [{ shape: input(0).shape?.map((size, axis) => (axis < 2 ? size : 1)) ?? null }];
}

function resized({ shape }: Fact, sizes: Fact['values'], scales: Fact['values']): readonly Fact[] {
  if (shape == null) return [];
  if (sizes?.length === shape.length) return [{ shape: sizes }];
  const scaled = shape.map((size, axis) => {
    const [from, scale] = [known(size), scales?.[axis]];
    if (scale === 1) return size;
    return typeof from === 'number' && typeof scale === 'number' ? Math.floor(from * scale) : openSize();
  });
  return [{ shape: scaled }];
}

function perChannel({ input, same }: Call, axis: number, scale = 1): readonly Fact[] {
  const { shape } = input(0);
  const [channels] = input(scale).shape ?? [];
  if (shape != null && channels !== undefined) same(at(shape, axis), channels);
  return [{ shape: shape ?? null }];
}

function recurrent({ node, input, use, same }: Call): readonly Fact[] {
  const [x, w, r] = [input(0).shape, input(1).shape, input(2).shape];
  if (x == null || w == null || r == null || numberOf(node, 'layout') === 1) return [];
  const [time, batch, hidden, directions] = [at(x, 0), at(x, 1), at(r, 2), at(w, 0)];
  same(at(x, 2), at(w, 2));
  use(4, { kind: 'length', of: time });
  alike(input(4), [batch], same);
  for (const index of [5, 6]) alike(input(index), [directions, batch, hidden], same);
  const state = { shape: [directions, batch, hidden] };
  return [{ shape: [time, directions, batch, hidden] }, state, state];
}

function reduce({ node, input }: Call): readonly Fact[] {
  const { shape } = input(0);
  const axes = axesOf(node, input(1));
  const isKnown = shape != null && (axes !== null || input(1).shape == null);
  return [{ shape: isKnown ? withoutAxes(shape, axes, numberOf(node, 'keepdims') !== 0) : null }];
}

function reduceOne({ node, input }: Call): readonly Fact[] {
  const { shape } = input(0);
  const axes = [numberOf(node, 'axis') ?? 0];
  return [{ shape: shape == null ? null : withoutAxes(shape, axes, numberOf(node, 'keepdims') !== 0) }];
}

function alike({ shape }: Fact, sizes: Shape, same: Same): void {
  if (shape?.length !== sizes.length) return;
  shape.forEach((size, axis) => {
    same(size, at(sizes, axis));
  });
}

/** Axes are an attribute in older operator sets, an input in newer ones. */
function axesOf(node: Node, { values }: Fact): readonly number[] | null {
  if (values == null) return numbersOf(node, 'axes');
  return values.every((axis) => typeof axis === 'number') ? values : null;
}
