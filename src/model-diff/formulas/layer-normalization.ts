import { floatAttribute, intAttribute, intsOf } from '../../onnx/attributes.js';
import type { FlatNode, Source } from '../flat-graph.js';
import { type Formula, isClosed, isSame, makerOf, type Surroundings } from './formula.js';

/** (x − mean) / sqrt(variance + ε) · scale + bias over the last axis, as exporters write it below operator set 17. */
export const layerNormalization: Formula = (root, around) => {
  const sum = makerOf(root.inputs[0]);
  if (root.op !== 'Sqrt' || sum?.op !== 'Add') return null;
  const [epsilon] = sum.inputs.flatMap((source) => around.scalar(source) ?? []);
  const variance = sum.inputs.map(makerOf).find((maker) => maker?.op === 'ReduceMean');
  const axis = variance == null ? null : axisOf(variance, around);
  if (epsilon === undefined || variance == null || axis === null) return null;
  const square = makerOf(variance.inputs[0]);
  const centred = square === null ? null : squared(square, around);
  const sub = makerOf(centred ?? undefined);
  const mean = makerOf(sub?.inputs[1]);
  const [x] = sub?.inputs ?? [];
  if (square === null || sub?.op !== 'Sub' || mean?.op !== 'ReduceMean' || x === undefined) return null;
  if (!isSame(mean.inputs[0], x) || axisOf(mean, around) !== axis) return null;
  const quotient = only(around.consumers(root));
  const numerator = makerOf(quotient?.inputs[0]);
  // Some exporters subtract the mean once for each use.
  const isCentred =
    numerator?.op === 'Sub' && numerator.inputs.every((source, port) => isSame(source, sub.inputs[port]));
  const scaled = quotient === null ? null : only(around.consumers(quotient));
  const shifted = scaled === null ? null : only(around.consumers(scaled));
  if (quotient?.op !== 'Div' || !isCentred || scaled?.op !== 'Mul' || shifted?.op !== 'Add') return null;
  const scale = constantIn(scaled);
  const bias = constantIn(shifted);
  if (scale === null || bias === null) return null;
  const inner = [...new Set([mean, sub, numerator, square, variance, sum, root, quotient, scaled])];
  if (!isClosed(inner, shifted, around)) return null;
  const attributes = [intAttribute('axis', axis), floatAttribute('epsilon', epsilon)];
  return { last: shifted, inner, as: { op: 'LayerNormalization', inputs: [x, scale, bias], attributes } };
};

/** The only axis that it runs over and keeps; null for several. */
function axisOf(node: FlatNode, around: Surroundings): number | null {
  const attribute = intsOf({ attribute: [...node.attributes] }, 'axes');
  const keeps = Number(node.attributes.find(({ name }) => name === 'keepdims')?.i ?? 1) !== 0;
  const input = node.inputs[1] === undefined ? null : around.scalar(node.inputs[1]);
  const axes = attribute ?? (input === null ? [] : [input]);
  return keeps && axes.length === 1 ? (axes[0] ?? null) : null;
}

/** What is squared; null for anything else. */
function squared({ op, inputs }: FlatNode, around: Surroundings): Source | null {
  const [a, b] = inputs;
  if (a === undefined || b === undefined) return null;
  if (op === 'Pow') return around.scalar(b) === 2 ? a : null;
  return op === 'Mul' && isSame(a, b) ? a : null;
}

const only = (nodes: readonly FlatNode[]): FlatNode | null => (nodes.length === 1 ? (nodes[0] ?? null) : null);

const constantIn = ({ inputs }: FlatNode): Source | null => inputs.find(({ kind }) => kind === 'constant') ?? null;
