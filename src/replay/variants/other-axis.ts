import { numbersOf } from '../../compare/kernel/numbers-of.js';
import { intAttribute, intOf, intsAttribute, intsOf } from '../../onnx/attributes.js';
import { nodeList, withAttributes, withInputs } from '../reading-nodes.js';
import type { Operator, ReadingNodes, Variant } from '../variant.js';

const OF_ONE_AXIS: Readonly<Record<string, number>> = { ArgMax: 0, ArgMin: 0, LpNormalization: -1 };
/** What they make has the size of what they read, whatever their axis. */
const KEEPS_SIZES = ['LpNormalization', 'CumSum'];

/** An operator along one axis that runs along another from which as much comes, as after a change of layout. */
export const otherAxis: Variant = {
  id: 'other-axis',
  readings(operator) {
    const own = axisOf(operator);
    const shape = operator.input(0)?.shape ?? [];
    if (own === null) return [];
    const axis = own.axis < 0 ? own.axis + shape.length : own.axis;
    return shape.flatMap((size, other) =>
      other === axis || (size !== shape[axis] && !KEEPS_SIZES.includes(operator.type))
        ? []
        : [{ asIf: `it ran along axis ${other} instead of axis ${axis}`, fix: null, computed: own.along(other) }],
    );
  },
};

interface AxisOf {
  readonly axis: number;
  along(other: number): ReadingNodes;
}

function axisOf(operator: Operator): AxisOf | null {
  const { type, node } = operator;
  const usual = OF_ONE_AXIS[type];
  if (usual !== undefined)
    return {
      axis: intOf(node, 'axis', usual),
      along: (other) => withAttributes(operator, { axis: intAttribute('axis', other) }),
    };
  if (!/^Reduce/.test(type) && type !== 'CumSum') return null;
  const attribute = intsOf(node, 'axes');
  if (attribute !== undefined)
    return attribute.length === 1 && attribute[0] !== undefined
      ? {
          axis: attribute[0],
          along: (other) => withAttributes(operator, { axes: intsAttribute('axes', [other]) }),
        }
      : null;
  const given = operator.input(1);
  const axes = given === null ? [] : [...numbersOf(given)];
  const [axis] = axes;
  if (given === null || axis === undefined || axes.length !== 1) return null;
  const along = (other: number) => {
    const list = nodeList(operator);
    const name = list.tensor(given.dtype, given.shape, [other]);
    return withInputs(operator, { 1: name }, list.constants);
  };
  return { axis, along };
}
