import { isStandard } from '../onnx/element-types.js';
import type { FoundOperator } from '../search/found-operator.js';
import type { Operator, ValueGraph } from '../search/value-graph.js';
import type { ReferenceValues } from './reference-values.js';

/** Operators that choose among what they read and compute nothing of it: given the same, all must choose the same. */
const CHOOSING = new Set(['ArgMax', 'ArgMin', 'NonMaxSuppression', 'TopK', 'Unique']);

/**
 * The first operator that rounding decides and that chooses otherwise also where it is given what the reference computed:
 * then it is not rounding that decides, but what comes first of several that are equal.
 */
export async function choosingOtherwise(
  { operators }: ValueGraph,
  reference: Pick<ReferenceValues, 'read'>,
  differs: (operator: Operator) => Promise<boolean>,
): Promise<FoundOperator[]> {
  for (const operator of operators) {
    if (!isStandard(operator.node) || !CHOOSING.has(operator.node.opType ?? '')) continue;
    const known = await reference.read(operator.makes);
    if ([...known.values()].every(({ moved }) => moved === null) || !(await differs(operator))) continue;
    const unmeasured = { before: null, after: null, bits: null, constantsHeld: null };
    return [{ ...unmeasured, operator, by: 'cutting', alone: true, together: [], between: [] }];
  }
  return [];
}
