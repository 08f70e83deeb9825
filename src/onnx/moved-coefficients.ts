import { attributeOf, intAttribute, intOf, textOf } from './attributes.js';
import { jitterInPlace } from './jitter.js';
import { type Name, NodeList } from './node-list.js';
import { HAS_CUMSUM } from './ordered-sums.js';
import type { onnx } from './proto/onnx.js';

type Node = onnx.NodeProto.$Properties;

const DOMAIN = 'ai.onnx.ml';
/** Attributes that are factors or terms of a sum; what a value is compared with, as the splits of a tree, stays. */
const WEIGHTS: ReadonlySet<string> = new Set([
  'base_values',
  'class_weights',
  'coefficients',
  'intercepts',
  'offset',
  'rho',
  'scale',
  'support_vectors',
  'target_weights',
]);
/** Coefficients of a regression whose terms are written out. */
const MOST_TERMS = 1 << 16;

export interface CoefficientDraw {
  /** Of ONNX's own operators. */
  readonly opset: number;
  readonly seed: number;
  /** Add the last term first. */
  readonly backwards: boolean;
}

/**
 * An operator of ai.onnx.ml with the weights in its attributes moved by one unit in the last place, and a linear regression
 * half the way to the same sum taken plainly one term after the other.
 * @returns the nodes in place of this one; null for other operators, and those without weights
 */
export function movedCoefficients(node: Node, draw: CoefficientDraw): Node[] | null {
  if (node.domain !== DOMAIN) return null;
  let place = 0;
  const attribute = (node.attribute ?? []).map((one) => {
    if (!WEIGHTS.has(one.name ?? '') || !one.floats?.length) return one;
    const floats = Float32Array.from(one.floats);
    jitterInPlace(new Uint8Array(floats.buffer), 'float32', draw.seed + 100 * ++place);
    return { ...one, floats: [...floats] };
  });
  if (place === 0) return null;
  const moved = { ...node, attribute };
  return (moved.opType === 'LinearRegressor' ? inOrder(moved, draw) : null) ?? [moved];
}

/** A linear regression, half the way to its sum in order; null where it does more, or has too many terms. */
function inOrder(node: Node, { opset, backwards }: CoefficientDraw): Node[] | null {
  const transform = textOf(attributeOf(node, 'post_transform')) ?? 'NONE';
  const coefficients = attributeOf(node, 'coefficients')?.floats ?? [];
  const intercepts = attributeOf(node, 'intercepts')?.floats ?? [];
  const targets = intOf(node, 'targets', 1);
  const [x = ''] = node.input ?? [];
  const [name = ''] = node.output ?? [];
  if (opset < HAS_CUMSUM || transform !== 'NONE' || coefficients.length > MOST_TERMS) return null;
  if (coefficients.length % targets !== 0 || ![0, targets].includes(intercepts.length)) return null;
  const list = new NodeList(name);
  const plain = `${name}__plain`;
  const terms = coefficients.length / targets;
  // [rows, 1, terms] by [targets, terms].
  const rows = list.op('Reshape', [list.toFloat(x), list.integers([-1, 1, terms])]);
  const products = list.op('Mul', [rows, list.floats(coefficients, [targets, terms])]);
  const running = list.op('CumSum', [products, list.integer(2)], [intAttribute('reverse', backwards ? 1 : 0)]);
  const sum = list.op('Gather', [running, list.integer(backwards ? 0 : terms - 1)], [intAttribute('axis', 2)]);
  const whole = intercepts.length === 0 ? sum : list.op('Add', [sum, list.floats(intercepts, [targets])]);
  const ordered: Name = list.op('Reshape', [whole, list.op('Shape', [plain])]);
  const half = list.float(0.5);
  list.op('Add', [list.op('Mul', [plain, half]), list.op('Mul', [ordered, half])], [], name);
  return [{ ...node, output: [plain] }, ...list.nodes];
}
