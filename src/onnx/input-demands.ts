/** What a graph demands of its inputs beyond their declared types: sizes, and what integers are used for. */
import type { Dimension, Signature } from '../types.js';
import type { Fact, Use } from './fact.js';
import { factsOf } from './node-facts.js';
import type { onnx } from './proto/onnx.js';
import { dimensionOf, equate, known, openSize, type Size, sumOf } from './sizes.js';
import { smallConstant } from './small-constants.js';

export interface InputDemands {
  /** Of every tensor input with a rank: the sizes that the graph fixes or ties to those of other inputs. */
  readonly shapes: ReadonlyMap<string, readonly Dimension[]>;
  /** What the numbers of an input are used for, where the graph shows it. */
  readonly uses: ReadonlyMap<string, InputUse>;
  /** How many operators the sizes that are set do not suit. */
  readonly contradictions: number;
}

/**
 * `below`: a row of a table of that many; null: of a size that is not known. `length`: the length of a sequence. `number`:
 * every element; `numbers`: one after the other, as the sizes of a shape.
 */
export type InputUse =
  | { readonly kind: 'index'; readonly below: number | null }
  | { readonly kind: 'length'; readonly of: Dimension }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'numbers'; readonly values: readonly Dimension[] };

/** Sizes that are set already, by symbol and by input; they decide over what the graph suggests. */
export interface SetSizes {
  readonly dims: Readonly<Record<string, number>>;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

const NOTHING_SET: SetSizes = { dims: {}, shapes: new Map() };

/**
 * Follows the shapes of a graph from its inputs through its operators, as far as they are understood: the channels of a
 * convolution, the rows of a table, a mask as long as the past and the present. What is not understood demands nothing.
 */
export function findInputDemands(
  { graph }: onnx.ModelProto.$Properties,
  signature: Signature,
  set: SetSizes = NOTHING_SET,
): InputDemands {
  const symbols = new Map<string, Size>(Object.entries(set.dims));
  const facts = new Map<string, Fact>();
  const inputs = new Map<string, readonly { readonly declared: Dimension; readonly size: Size }[]>();
  for (const { name, type } of signature.inputs) {
    if (type.kind !== 'tensor' || type.shape === null) continue;
    const pinned = set.shapes.get(name);
    const sizes = type.shape.map((dimension, axis) => {
      const size = sizeOf(dimension, symbols, placeOf(name, axis));
      if (pinned?.[axis] !== undefined) equate(size, pinned[axis]);
      return { declared: typeof dimension === 'number' ? null : dimension, size };
    });
    inputs.set(name, sizes);
    facts.set(name, { shape: sizes.map(({ size }) => size), source: { input: name, offset: 0 } });
  }
  const uses = new Map<string, Use>();
  const walk: Walk = { facts, symbols, uses, contradictions: 0 };
  if (graph != null) followGraph(graph, walk);
  return {
    contradictions: walk.contradictions,
    shapes: new Map(
      [...inputs].map(([name, shape]) => [name, shape.map(({ declared, size }) => dimensionOf(size) ?? declared)]),
    ),
    uses: new Map([...uses].map(([name, use]) => [name, settled(use)])),
  };
}

interface Walk {
  readonly facts: Map<string, Fact>;
  readonly symbols: Map<string, Size>;
  readonly uses: Map<string, Use>;
  contradictions: number;
}

function followGraph(graph: onnx.GraphProto.$Properties, walk: Walk): void {
  const { facts, symbols, uses } = walk;
  for (const tensor of graph.initializer ?? []) facts.set(tensor.name ?? '', constantFact(tensor));
  const declared = new Map((graph.valueInfo ?? []).map(({ name, type }) => [name ?? '', type?.tensorType?.shape?.dim]));
  for (const node of graph.node ?? []) {
    const made = factsOf(node, {
      factOf: (name) => facts.get(name) ?? {},
      use(name, use) {
        const source = facts.get(name)?.source;
        if (source != null) addUse(uses, source.input, shifted(use, source.offset));
      },
      same(one, other) {
        if (!equate(one, other)) walk.contradictions += 1;
      },
    });
    (node.output ?? []).forEach((name, index) => {
      if (name === '') return;
      const fact = made[index] ?? {};
      const dims = declared.get(name);
      const shape = dims?.map((dim) => declaredSize(dim, symbols));
      if (fact.shape != null && shape?.length === fact.shape.length)
        fact.shape.forEach((size, axis) => {
          equate(size, shape[axis] ?? size);
        });
      facts.set(name, { ...fact, shape: fact.shape ?? shape ?? null });
    });
    for (const { g } of node.attribute ?? []) if (g != null) followGraph(g, walk);
  }
}

function constantFact(tensor: onnx.TensorProto.$Properties): Fact {
  const shape = (tensor.dims ?? []).map(Number);
  return { shape, values: smallConstant(tensor), constant: true };
}

/** Of several uses the strictest: the smallest table. */
function addUse(uses: Map<string, Use>, input: string, use: Use): void {
  const before = uses.get(input);
  if (before === undefined || (before.kind === 'index' && use.kind !== 'index')) uses.set(input, use);
  else if (before.kind === 'index' && use.kind === 'index') {
    const [a, b] = [known(before.below), known(use.below)];
    if (typeof a !== 'number' || (typeof b === 'number' && b < a)) uses.set(input, use);
  }
}

/** An index that grows by an offset on its way to the table has to be that much smaller. */
function shifted(use: Use, offset: number): Use {
  if (use.kind !== 'index' || offset === 0) return use;
  const below = known(use.below);
  return { kind: 'index', below: typeof below === 'number' ? below - offset : openSize() };
}

function settled(use: Use): InputUse {
  if (use.kind === 'number') return use;
  if (use.kind === 'numbers') return { kind: 'numbers', values: use.values.map(dimensionOf) };
  if (use.kind === 'length') return { kind: 'length', of: dimensionOf(use.of) };
  const below = known(use.below);
  return { kind: 'index', below: typeof below === 'number' && below > 0 ? below : null };
}

/** A name for a dimension without a symbol. */
const placeOf = (input: string, axis: number) => `_${input.replaceAll(/\W/g, '_')}_${axis}`;

function declaredSize(
  { dimValue, dimParam }: onnx.TensorShapeProto.Dimension.$Properties,
  symbols: Map<string, Size>,
): Size {
  const size = dimValue == null ? 0 : Number(dimValue);
  // Symbols inside the graph that no input has are worth nothing.
  return size > 0 ? size : ((dimParam ? symbols.get(dimParam) : undefined) ?? openSize());
}

/** Symbols have one size in the whole model; those that are sums of others follow from them. */
function sizeOf(dimension: Dimension, symbols: Map<string, Size>, place: string): Size {
  if (typeof dimension === 'number' && dimension > 0) return dimension;
  if (typeof dimension !== 'string') return openSize(place);
  const found = symbols.get(dimension);
  if (found !== undefined) return found;
  const parts = dimension.split('+').map((part) => part.trim());
  const size: Size =
    parts.length > 1 && parts.every((part) => /^\w+$/.test(part))
      ? sumOf(parts.map((part) => (/^\d+$/.test(part) ? Number(part) : sizeOf(part, symbols, place))))
      : openSize(dimension);
  symbols.set(dimension, size);
  return size;
}
