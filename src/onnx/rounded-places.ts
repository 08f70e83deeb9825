import { DTYPES } from '../tensor/dtype.js';
import { attributeOf, intAttribute, intsOf, textOf } from './attributes.js';
import { statedShape } from './constants.js';
import type { Name, NodeList } from './node-list.js';
import { type NoiseDraw, noiseLike } from './noise-like.js';
import type { onnx } from './proto/onnx.js';

type Graph = onnx.GraphProto.$Properties;
type Node = onnx.NodeProto.$Properties;
type TensorProto = onnx.TensorProto.$Properties;

/** Operators that compute places between pixels. */
const RESIZES = ['Resize', 'Upsample'];
/** RMS error of a place, in unit roundoffs of the number of pixels: two roundings of a place somewhere among them. */
const ROUNDOFFS = 0.5;
/** Relative distance from a power of two within which a ratio of sizes is one. */
const EXACT = 1e-5;
/** Since this operator set there is Round. */
const HAS_ROUND = 11;
/** Slice takes what is beyond the end as the end. */
const END = 2 ** 31 - 1;

export interface PlacesContext extends NoiseDraw {
  readonly graph: Graph;
  readonly constants: ReadonlyMap<string, TensorProto>;
}

/**
 * Writes behind a node that interpolates between pixels its result at places that are rounded in another way. A runtime
 * computes the place of pixel i, as i·(L − 1)/(L′ − 1) or (i + ½)·L/L′ − ½, in float32, each in an order of its own. So it
 * is off by about u·L, u being the unit roundoff, and the result by as much times the slope, which is taken from the next
 * pixel. Moving the pixels cannot show that. Where the ratio of the sizes is a power of two, places are exact.
 * @returns the name of the result; null for other operators, for the nearest pixel, and where the axes are not known
 */
export function roundedPlaces(list: NodeList, node: Node, plain: Name, context: PlacesContext): Name | null {
  const mode = textOf(attributeOf(node, 'mode'));
  if (!RESIZES.includes(node.opType ?? '') || (mode !== 'linear' && mode !== 'cubic')) return null;
  const axes = resizedAxes(node, context);
  if (context.opset < HAS_ROUND || axes === null) return null;
  const sizes = (value: Name) => list.toFloat(list.op('Shape', [value]));
  const [before, after] = [sizes(node.input?.[0] ?? ''), sizes(plain)];
  const corners = textOf(attributeOf(node, 'coordinate_transformation_mode')) === 'align_corners';
  const moved = axes.reduce<Name>((value, axis) => {
    const along = (all: Name) => list.op('Slice', [all, list.integers([axis]), list.integers([axis + 1 || END])]);
    const distance = roundedDistance(list, along(before), along(after), corners);
    const deviation = ROUNDOFFS * DTYPES.float32.unitRoundoff;
    const random = noiseLike(list, plain, { deviation }, { ...context, seed: context.seed + axis });
    const slope = list.op('Sub', [nextAlong(list, plain, axis), plain]);
    return list.op('Add', [value, list.op('Mul', [list.op('Mul', [random, distance]), slope])]);
  }, plain);
  // Between infinite pixels there is no slope.
  return list.op('Where', [list.op('IsNaN', [moved]), plain, moved]);
}

/** Axes along which sizes may change; null where the number of axes is not known. */
function resizedAxes(node: Node, { graph, constants }: PlacesContext): number[] | null {
  const own = intsOf(node, 'axes');
  if (own !== undefined) return own;
  const [x = '', second = '', ...others] = node.input ?? [];
  const lists = node.opType === 'Upsample' ? [second] : others;
  const lengths = lists.map((name) => statedShape(graph, constants, name)?.[0] ?? 0);
  const rank = lengths.find((length) => length > 0) ?? statedShape(graph, constants, x)?.length;
  return rank === undefined ? null : Array.from({ length: rank }, (_, axis) => axis);
}

/** The larger of both sizes, by whose rounding places are off; zero where places are exact. */
function roundedDistance(list: NodeList, before: Name, after: Name, corners: boolean): Name {
  const one = list.float(1);
  const span = (size: Name) => (corners ? list.op('Max', [list.op('Sub', [size, one]), one]) : size);
  const ratio = list.op('Div', [span(after), span(before)]);
  const power = list.op('Div', [list.op('Log', [ratio]), list.float(Math.LN2)]);
  const off = list.op('Abs', [list.op('Sub', [power, list.op('Round', [power])])]);
  const isRounded = list.toFloat(list.op('Greater', [off, list.float(EXACT)]));
  return list.op('Mul', [list.op('Max', [before, after]), isRounded]);
}

/** Every pixel's next one along an axis; the last one's is itself. */
function nextAlong(list: NodeList, value: Name, axis: number): Name {
  const part = (from: number) =>
    list.op('Slice', [value, list.integers([from]), list.integers([END]), list.integers([axis])]);
  return list.op('Concat', [part(1), part(-1)], [intAttribute('axis', axis)]);
}
