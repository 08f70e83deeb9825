import { tensorAttribute } from '../../onnx/attributes.js';
import { DTYPES, type DType } from '../../tensor/dtype.js';
import { encodeElements } from '../../tensor/encode-elements.js';
import type { Edit } from '../apply-edit.js';
import { onnxNode } from '../edit-node.js';
import type { MutableModel, Mutation } from '../mutation.js';
import type { Node, TensorProto } from '../scoped-nodes.js';

/** An output that is its mean and nothing else: a network that stopped looking at its inputs. */
export const constantOutput: Mutation = {
  id: 'constant-output',
  title: 'an output replaced by its mean',
  sites: (target) =>
    (target.model.graph?.output ?? []).flatMap(({ name, type }) => {
      const known = target.means.get(name ?? '');
      const elemType = type?.tensorType?.elemType;
      if (name == null || known === undefined || elemType == null || !isNumber(known.dtype)) return [];
      return [{ where: `output ${name}`, edit: () => edit(target, name, elemType, known) }];
    }),
};

const isNumber = (dtype: DType) => DTYPES[dtype].kind === 'float' || DTYPES[dtype].kind === 'integer';

/** What computed the output now computes another name, and a constant of the same shape takes the output's. */
function edit(
  { nodes }: MutableModel,
  output: string,
  dataType: number,
  { dtype, mean }: { readonly dtype: DType; readonly mean: number },
): Edit | null {
  if (dtype === 'string') return null;
  const was = `${output}__was`;
  const shape = `${output}__shape`;
  const value = DTYPES[dtype].kind === 'integer' ? Math.round(mean) : mean;
  const constant: TensorProto = { dims: [1], dataType, rawData: encodeElements(dtype, [value]) };
  const renamed = new Map<Node, readonly Node[]>();
  let made = false;
  for (const { node } of nodes) {
    const rename = (names: readonly string[]) => names.map((name) => (name === output ? was : name));
    const own = { ...node, input: rename(node.input ?? []), output: rename(node.output ?? []) };
    if (!own.input.includes(was) && !own.output.includes(was)) continue;
    const producing = own.output.includes(was);
    made ||= producing;
    const behind = [
      onnxNode('Shape', [was], shape),
      onnxNode('ConstantOfShape', [shape], output, tensorAttribute('value', constant)),
    ];
    renamed.set(node, producing ? [own, ...behind] : [own]);
  }
  return made ? { nodes: renamed } : null;
}
