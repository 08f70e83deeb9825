import { floatAttribute } from '../../onnx/attributes.js';
import { type Formula, isClosed, isSame, makerOf } from './formula.js';

/** x·sigmoid(k·x), which exporters write as two or three nodes: SiLU where k is 1. With 1.702 it is a GELU. */
export const swish: Formula = (node, around) => {
  if (node.op !== 'Sigmoid') return null;
  const [last, ...more] = around.consumers(node);
  const argument = node.inputs[0];
  if (last?.op !== 'Mul' || more.length > 0 || argument === undefined) return null;
  const isFactor = (x: typeof argument) => last.inputs.some((source) => isSame(source, x));
  const found = (x: typeof argument, k: number, inner: readonly (typeof node)[]) =>
    isClosed(inner, last, around)
      ? { last, inner, as: { op: 'Swish', inputs: [x], attributes: k === 1 ? [] : [floatAttribute('alpha', k)] } }
      : null;
  if (isFactor(argument)) return found(argument, 1, [node]);
  const scaled = makerOf(argument);
  if (scaled?.op !== 'Mul') return null;
  const x = scaled.inputs.find((source) => around.scalar(source) === null);
  const k = scaled.inputs.map((source) => around.scalar(source)).find((number) => number !== null);
  return x === undefined || k == null || !isFactor(x) ? null : found(x, k, [scaled, node]);
};
