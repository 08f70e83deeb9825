/** What one operator says about the shapes around it and the use of its integers (ONNX operator specification). */
import type { onnx } from './proto/onnx.js';
import { equate, known, openSize, type Size, sumOf } from './sizes.js';
import { integersOf } from './small-constants.js';

export type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;

/** What is known of a tensor; nothing where a part is left out or null. */
export interface Fact {
  readonly shape?: readonly Size[] | null;
  /** Its elements, where they are few integers: shapes, axes. */
  readonly values?: readonly Size[] | null;
  /** The input whose numbers it has, all of them increased by an offset. */
  readonly source?: { readonly input: string; readonly offset: number } | null;
  readonly constant?: boolean;
}

/** What integers are used for: rows of a table, the length of a sequence, or a count that is best at a given number. */
export type Use =
  | { readonly kind: 'index'; readonly below: Size }
  | { readonly kind: 'length'; readonly of: Size }
  | { readonly kind: 'number'; readonly value: number };

export interface Around {
  factOf(name: string): Fact;
  use(name: string, use: Use): void;
}

/** The facts of a node's outputs; on the way, sizes that it demands to be equal become equal, and uses are reported. */
export function follow(node: Node, around: Around): readonly Fact[] {
  const names = node.input ?? [];
  const input = (index: number) => around.factOf(names[index] ?? '');
  const call: Call = {
    node,
    input,
    inputs: names.map((_, index) => input(index)),
    use: (index, use) => {
      if (names[index]) around.use(names[index], use);
    },
    outputs: (node.output ?? []).length,
  };
  const type = node.opType ?? '';
  const rule = Object.hasOwn(RULES, type) ? RULES[type] : undefined;
  if (rule !== undefined) return rule(call);
  if (SAME_SHAPE.has(type)) return [{ shape: input(0).shape ?? null }];
  return BROADCAST.has(type) ? [{ shape: broadcast(call.inputs.map(({ shape }) => shape)) }] : [];
}

interface Call {
  readonly node: Node;
  readonly inputs: readonly Fact[];
  readonly outputs: number;
  input(index: number): Fact;
  use(index: number, use: Use): void;
}

type Rule = (call: Call) => readonly Fact[];

const words = (text: string) => new Set(text.split(' '));
const SAME_SHAPE = words(
  'Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Clip Cos Cosh DequantizeLinear Dropout ' +
    'DynamicQuantizeLinear Elu Erf Exp FastGelu Floor Gelu HardSigmoid HardSwish Hardmax IsInf IsNaN LeakyRelu ' +
    'LogSoftmax Log LpNormalization LRN MeanVarianceNormalization Mish Neg Not PRelu QuantizeLinear QuickGelu ' +
    'Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Tan Tanh ThresholdedRelu Trilu',
);
const BROADCAST = words(
  'And BitwiseAnd BitwiseOr Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mod Or Pow Where Xor',
);

const RULES: Readonly<Record<string, Rule>> = {
  // What is only given another form keeps its numbers.
  Cast: ({ input }) => [input(0)],
  Identity: ({ input }) => [input(0)],
  Constant: ({ node }) => constantOf(node),
  Add: (call) => arithmetic(call, (a, b) => a + b, 1),
  Sub: (call) => arithmetic(call, (a, b) => a - b, -1),
  Mul: (call) => arithmetic(call, (a, b) => a * b, null),
  Div: (call) => arithmetic(call, (a, b) => Math.floor(a / b), null),
  Shape: ({ node, input }) => {
    const { shape } = input(0);
    if (shape == null) return [];
    const sizes = shape.slice(attribute(node, 'start') ?? 0, attribute(node, 'end') ?? shape.length);
    return [{ shape: [sizes.length], values: sizes }];
  },
  Concat: concat,
  Transpose: ({ node, input }) => {
    const { shape, source = null } = input(0);
    const order = attributeList(node, 'perm') ?? shape?.map((_, axis) => shape.length - 1 - axis) ?? [];
    return [{ shape: shape == null ? null : order.map((axis) => shape[axis] ?? openSize()), source }];
  },
  Unsqueeze: ({ node, input }) => {
    const { shape, values = null, source = null } = input(0);
    const axes = axesOf(node, input(1));
    if (shape == null || axes === null) return [{ values, source }];
    const rank = shape.length + axes.length;
    const added = new Set(axes.map((axis) => (axis + rank) % rank));
    const rest = [...shape];
    const wider = Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() ?? openSize())));
    return [{ shape: wider, values, source }];
  },
  Squeeze: ({ node, input }) => {
    const { shape, values = null, source = null } = input(0);
    if (shape == null) return [{ values, source }];
    const axes = axesOf(node, input(1))?.map((axis) => (axis + shape.length) % shape.length);
    return [
      {
        shape: shape.filter((size, axis) => (axes === undefined ? known(size) !== 1 : !axes.includes(axis))),
        values,
        source,
      },
    ];
  },
  Flatten: ({ node, input }) => {
    const { shape, source = null } = input(0);
    if (shape == null) return [{ source }];
    const axis = attribute(node, 'axis') ?? 1;
    return [{ shape: [product(shape.slice(0, axis)), product(shape.slice(axis))], source }];
  },
  Reshape: reshape,
  Expand: ({ input }) => [{ shape: broadcast([input(0).shape, input(1).values]), source: input(0).source ?? null }],
  ConstantOfShape: ({ input }) => [{ shape: input(0).values ?? null }],
  Range: () => [{ shape: [openSize()] }],
  Slice: slice,
  Split: ({ node, input, outputs }) => {
    const { shape, source = null } = input(0);
    const axis = attribute(node, 'axis') ?? 0;
    const part = {
      shape: shape?.map((size, at) => (at === (axis + shape.length) % shape.length ? openSize() : size)) ?? null,
      source,
    };
    return Array.from({ length: outputs }, () => part);
  },
  Gather: gather,
  GatherElements: ({ node, input, use }) => {
    const { shape } = input(0);
    if (shape != null) use(1, { kind: 'index', below: at(shape, attribute(node, 'axis') ?? 0) });
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
    for (const [index, table] of [
      [0, 2],
      [1, 4],
    ] as const) {
      const [rows] = input(table).shape ?? [];
      if (rows !== undefined) use(index, { kind: 'index', below: rows });
    }
    const width = input(2).shape?.[1];
    const ids = input(0).shape;
    return [{ shape: ids == null || width === undefined ? null : [...ids, width] }];
  },
  MatMul: ({ input }) => [{ shape: matMul(input(0).shape, input(1).shape) }],
  MatMulInteger: ({ input }) => [{ shape: matMul(input(0).shape, input(1).shape) }],
  QLinearMatMul: ({ input }) => [{ shape: matMul(input(0).shape, input(3).shape) }],
  Gemm: ({ node, input }) => {
    const turned = (index: number, name: string) => {
      const { shape } = input(index);
      return attribute(node, name) === 1 ? shape?.toReversed() : shape;
    };
    return [{ shape: matMul(turned(0, 'transA'), turned(1, 'transB')) }];
  },
  Conv: ({ node, input }) => convolution(input(0), input(1), node),
  ConvInteger: ({ node, input }) => convolution(input(0), input(1), node),
  QLinearConv: ({ node, input }) => convolution(input(0), input(3), node),
  ConvTranspose: ({ input }) => {
    const [x, w] = [input(0).shape, input(1).shape];
    if (x == null || w == null) return [];
    equate(at(x, 1), at(w, 0));
    return [{ shape: [at(x, 0), openSize(), ...x.slice(2).map(() => openSize())] }];
  },
  BatchNormalization: (call) => perChannel(call, 1),
  InstanceNormalization: (call) => perChannel(call, 1),
  LayerNormalization: (call) => perChannel(call, -1),
  SimplifiedLayerNormalization: (call) => perChannel(call, -1),
  SkipLayerNormalization: (call) => perChannel(call, -1, 2),
  LSTM: recurrent,
  GRU: recurrent,
  RNN: recurrent,
  ReverseSequence: ({ node, input, use }) => {
    const { shape } = input(0);
    if (shape != null) {
      use(1, { kind: 'length', of: at(shape, attribute(node, 'time_axis') ?? 0) });
      tie(input(1), [at(shape, attribute(node, 'batch_axis') ?? 1)]);
    }
    return [{ shape: shape ?? null }];
  },
  GlobalAveragePool: pooledAway,
  GlobalMaxPool: pooledAway,
  AveragePool: resized,
  MaxPool: resized,
  LpPool: resized,
  Pad: ({ input }) => [{ shape: input(0).shape?.map(() => openSize()) ?? null }],
  Resize: resized,
  Upsample: resized,
  ...Object.fromEntries(
    ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'Sum', 'SumSquare'].map((name) => [
      `Reduce${name}`,
      reduce,
    ]),
  ),
  ArgMax: reduceOne,
  ArgMin: reduceOne,
  TopK: ({ use }) => counts(use, [1, 1]),
  Loop: ({ use }) => counts(use, [0, 2], [1, 1]),
  If: ({ use }) => counts(use, [0, 1]),
  NonMaxSuppression: ({ use }) => counts(use, [2, 10], [3, 0.5], [4, 0]),
};

/** Inputs that are best at a given number: one more round, one more result. */
function counts(use: Call['use'], ...best: readonly (readonly [index: number, value: number])[]): readonly Fact[] {
  for (const [index, value] of best) use(index, { kind: 'number', value });
  return [];
}

function constantOf(node: Node): readonly Fact[] {
  for (const { name, t, i, ints } of node.attribute ?? []) {
    if (t != null) return [{ shape: (t.dims ?? []).map(Number), values: integersOf(t), constant: true }];
    if (name === 'value_int') return [{ shape: [], values: [Number(i ?? 0)], constant: true }];
    if (name === 'value_ints')
      return [{ shape: [ints?.length ?? 0], values: (ints ?? []).map(Number), constant: true }];
  }
  return [{ constant: true }];
}

/** Element by element; of small integers the result too, and of an input to which a constant is added the offset. */
function arithmetic(
  { inputs: [a = {}, b = {}] }: Call,
  compute: (a: number, b: number) => number,
  sign: 1 | -1 | null,
): readonly Fact[] {
  const values =
    a.values?.length === 1 && b.values?.length === 1 ? [computed(a.values[0], b.values[0], compute, sign)] : null;
  const constant = b.constant === true ? b.values : null;
  const offset = constant?.length === 1 ? constant[0] : undefined;
  const own = a.source != null && sign !== null && typeof offset === 'number';
  const other =
    sign === 1 && b.source != null && a.constant === true && a.values?.length === 1 ? a.values[0] : undefined;
  const source = own
    ? { input: a.source.input, offset: a.source.offset + sign * offset }
    : b.source != null && typeof other === 'number'
      ? { input: b.source.input, offset: b.source.offset + other }
      : null;
  return [{ shape: broadcast([a.shape, b.shape]), values, source }];
}

function computed(
  a: Size | undefined,
  b: Size | undefined,
  compute: (a: number, b: number) => number,
  sign: 1 | -1 | null,
): Size {
  if (a === undefined || b === undefined) return openSize();
  const [x, y] = [known(a), known(b)];
  if (typeof x === 'number' && typeof y === 'number') return compute(x, y);
  return sign === 1 ? sumOf([x, y]) : openSize();
}

function concat({ node, inputs }: Call): readonly Fact[] {
  const values = inputs.every((fact) => fact.values != null) ? inputs.flatMap((fact) => fact.values ?? []) : null;
  const shapes = inputs.map(({ shape }) => shape);
  const [first] = shapes;
  if (first == null || !shapes.every((shape) => shape != null && shape.length === first.length)) return [{ values }];
  const axis = ((attribute(node, 'axis') ?? 0) + first.length) % first.length;
  const joined = first.map((size, place) => {
    if (place === axis) return sumOf(shapes.map((shape) => shape?.[axis] ?? openSize()));
    for (const shape of shapes.slice(1)) equate(size, shape?.[place] ?? size);
    return size;
  });
  return [{ shape: joined, values }];
}

function reshape({ node, input }: Call): readonly Fact[] {
  const { shape, values = null, source = null } = input(0);
  const wanted = input(1).values ?? attributeList(node, 'shape');
  if (wanted == null) return [{ values, source }];
  const sizes = wanted.map(known).map((size, axis) => (size === 0 ? known(shape?.[axis] ?? openSize()) : size));
  const rest = shape == null ? openSize() : restOf(shape.map(known), sizes);
  return [{ shape: sizes.map((size) => (size === -1 ? rest : size)), values, source }];
}

/** The size that is left for -1: what the one shape has and the other lacks. */
function restOf(from: readonly Size[], to: readonly Size[]): Size {
  const open = from.filter((size) => typeof size !== 'number');
  for (const size of to) {
    const found = open.indexOf(size as (typeof open)[number]);
    if (typeof size !== 'number' && found === -1) return openSize();
    if (typeof size !== 'number') open.splice(found, 1);
  }
  const numbers = (sizes: readonly Size[]) =>
    sizes.reduce<number>((all, size) => all * (typeof size === 'number' && size > 0 ? size : 1), 1);
  const quotient = numbers(from) / numbers(to);
  const [only, ...more] = open;
  if (only === undefined) return Number.isInteger(quotient) ? quotient : openSize();
  return more.length === 0 && quotient === 1 ? only : openSize();
}

function slice({ node, input }: Call): readonly Fact[] {
  const { shape, values, source = null } = input(0);
  const starts = input(1).values ?? attributeList(node, 'starts');
  const ends = input(2).values ?? attributeList(node, 'ends');
  const axes = input(3).values ?? attributeList(node, 'axes') ?? starts?.map((_, axis) => axis);
  if (shape == null) return [{ source }];
  const cut = (size: Size, axis: number): Size => {
    if (axes == null) return openSize();
    const place = axes.findIndex((one) => typeof one === 'number' && (one + shape.length) % shape.length === axis);
    if (place === -1) return size;
    const [start, end] = [starts?.[place], ends?.[place]];
    if (start === undefined || end === undefined || known(start) !== 0 || input(4).values?.some((step) => step !== 1))
      return openSize();
    const last = known(end);
    // As long as another tensor: the table of positions.
    if (typeof last !== 'number') return last;
    return last > 2 ** 30 ? size : last > 0 && typeof size === 'number' ? Math.min(last, size) : openSize();
  };
  const [from, to] = [starts?.[0], ends?.[0]];
  const kept =
    values != null && typeof from === 'number' && typeof to === 'number' && shape.length === 1
      ? values.slice(from, to)
      : null;
  return [{ shape: kept === null ? shape.map(cut) : [kept.length], values: kept, source }];
}

function gather({ node, input, use }: Call): readonly Fact[] {
  const [data, indices] = [input(0), input(1)];
  if (data.shape == null) return [{ source: data.source ?? null }];
  const axis = ((attribute(node, 'axis') ?? 0) + data.shape.length) % Math.max(1, data.shape.length);
  use(1, { kind: 'index', below: at(data.shape, axis) });
  const [index] = indices.values ?? [];
  const one =
    data.values != null && typeof index === 'number' && indices.values?.length === 1
      ? data.values.at(index)
      : undefined;
  const shape =
    indices.shape == null ? null : [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
  return [{ shape, values: one === undefined ? null : [one], source: data.source ?? null }];
}

function matMul(a: readonly Size[] | null | undefined, b: readonly Size[] | null | undefined): readonly Size[] | null {
  if (a == null || b == null || a.length === 0 || b.length === 0) return null;
  equate(at(a, -1), b.length === 1 ? at(b, 0) : at(b, -2));
  const batch = broadcast([a.slice(0, -2), b.slice(0, -2)]) ?? [];
  return [...batch, ...(a.length > 1 ? [at(a, -2)] : []), ...(b.length > 1 ? [at(b, -1)] : [])];
}

function convolution({ shape: x }: Fact, { shape: w }: Fact, node: Node): readonly Fact[] {
  if (x == null || w == null) return [];
  const channels = known(at(w, 1));
  if (typeof channels === 'number') equate(at(x, 1), channels * (attribute(node, 'group') ?? 1));
  return [{ shape: [at(x, 0), at(w, 0), ...x.slice(2).map(() => openSize())] }];
}

function perChannel({ input }: Call, axis: number, scale = 1): readonly Fact[] {
  const { shape } = input(0);
  const [channels] = input(scale).shape ?? [];
  if (shape != null && channels !== undefined) equate(at(shape, axis), channels);
  return [{ shape: shape ?? null }];
}

function recurrent({ node, input, use }: Call): readonly Fact[] {
  const [x, w, r] = [input(0).shape, input(1).shape, input(2).shape];
  if (x == null || w == null || r == null || attribute(node, 'layout') === 1) return [];
  const [time, batch, hidden, directions] = [at(x, 0), at(x, 1), at(r, 2), at(w, 0)];
  equate(at(x, 2), at(w, 2));
  use(4, { kind: 'length', of: time });
  tie(input(4), [batch]);
  for (const index of [5, 6]) tie(input(index), [directions, batch, hidden]);
  const state = { shape: [directions, batch, hidden] };
  return [{ shape: [time, directions, batch, hidden] }, state, state];
}

function pooledAway({ input }: Call): readonly Fact[] {
  return [{ shape: input(0).shape?.map((size, axis) => (axis < 2 ? size : 1)) ?? null }];
}

/** Height and width change, batch and channels do not. */
function resized({ input }: Call): readonly Fact[] {
  return [{ shape: input(0).shape?.map((size, axis) => (axis < 2 ? size : openSize())) ?? null }];
}

function reduce({ node, input }: Call): readonly Fact[] {
  const { shape } = input(0);
  const axes = axesOf(node, input(1));
  return [
    {
      shape:
        shape == null || (axes === null && input(1).shape != null)
          ? null
          : without(shape, axes, attribute(node, 'keepdims') !== 0),
    },
  ];
}

function reduceOne({ node, input }: Call): readonly Fact[] {
  const { shape } = input(0);
  return [
    { shape: shape == null ? null : without(shape, [attribute(node, 'axis') ?? 0], attribute(node, 'keepdims') !== 0) },
  ];
}

function without(shape: readonly Size[], axes: readonly number[] | null, keep: boolean): Size[] {
  const gone = (axis: number) => axes === null || axes.some((one) => (one + shape.length) % shape.length === axis);
  return shape.flatMap((size, axis) => (gone(axis) ? (keep ? [1] : []) : [size]));
}

function tie({ shape }: Fact, sizes: readonly Size[]): void {
  if (shape?.length === sizes.length)
    shape.forEach((size, axis) => {
      equate(size, sizes[axis] ?? size);
    });
}

/** The shape of operands of several shapes; sizes that meet are taken to be equal unless one of them is 1. */
function broadcast(shapes: readonly (readonly Size[] | null | undefined)[]): readonly Size[] | null {
  let result: readonly Size[] = [];
  for (const shape of shapes) {
    if (shape == null) return null;
    const rank = Math.max(result.length, shape.length);
    const [a, b] = [result, shape];
    result = Array.from({ length: rank }, (_, axis) => {
      const [x, y] = [known(a[axis - rank + a.length] ?? 1), known(b[axis - rank + b.length] ?? 1)];
      if (x === 1) return y;
      if (y !== 1) equate(x, y);
      return x;
    });
  }
  return result;
}

function product(sizes: readonly Size[]): Size {
  const found = sizes.map(known).filter((size) => size !== 1);
  if (found.every((size) => typeof size === 'number'))
    return found.reduce<number>((all, size) => all * Number(size), 1);
  return found.length === 1 ? (found[0] ?? 1) : openSize();
}

const at = (shape: readonly Size[], axis: number): Size => shape.at(axis) ?? openSize();

/** Axes are an attribute in older operator sets, an input in newer ones. */
function axesOf(node: Node, { values }: Fact): readonly number[] | null {
  if (values == null) return attributeList(node, 'axes');
  return values.every((axis) => typeof axis === 'number') ? values : null;
}

function attribute(node: Node, wanted: string): number | null {
  const found = node.attribute?.find(({ name }) => name === wanted);
  return found === undefined ? null : Number(found.i ?? 0);
}

function attributeList(node: Node, wanted: string): readonly number[] | null {
  return node.attribute?.find(({ name }) => name === wanted)?.ints?.map(Number) ?? null;
}
