import { stringAttribute, tensorAttribute, textOf } from '../../onnx/attributes.js';
import type { JitterDType } from '../../onnx/jitter.js';
import { onnxNode, replaceNode, withAttribute } from '../edit-node.js';
import type { Mutation, Site } from '../mutation.js';
import { attributeOf, isOnnxOperator, type Node, nodeInWords, type ScopedNode } from '../scoped-nodes.js';
import { numbersOf, withNumbers } from '../tensor-numbers.js';

/** GELU by tanh for GELU by erf, or the other way round: at most 5e-4 apart in each activation. */
export const swapGelu: Mutation = {
  id: 'swap-gelu',
  title: 'the other formula of GELU',
  sites: ({ nodes }) => nodes.flatMap((scoped) => operatorSite(scoped.node) ?? erfSite(scoped) ?? []),
};

function operatorSite(node: Node): Site | null {
  if (node.opType === 'Gelu' && isOnnxOperator(node, 'Gelu')) {
    const other = textOf(attributeOf(node, 'approximate')) === 'tanh' ? 'none' : 'tanh';
    return { where: nodeInWords(node), edit: () => withAttribute(node, stringAttribute('approximate', other)) };
  }
  if (node.domain !== 'com.microsoft' || (node.input ?? []).length !== 1) return null;
  const other = { Gelu: 'FastGelu', FastGelu: 'Gelu' }[node.opType ?? ''];
  if (other === undefined) return null;
  return { where: nodeInWords(node), edit: () => replaceNode(node, { ...node, opType: other }) };
}

/**
 * erf(z) by tanh(z·(2/√π + 4·0.044715/√π·z²)): the tanh formula of GELU, √(2/π)·(x + 0.044715·x³), with z = x/√2
 * (Hendrycks and Gimpel 2016). Only where the erf belongs to a GELU: its result is added to 1.
 */
function erfSite({ node, constant, consumers, producer }: ScopedNode): Site | null {
  if (!isOnnxOperator(node, 'Erf')) return null;
  const [z = ''] = node.input ?? [];
  const [out = ''] = node.output ?? [];
  const next = consumers(out).find((one) => isOnnxOperator(one, 'Add'));
  const operands = [...(next?.input ?? []), ...(producer(z)?.input ?? [])];
  const dtype = operands.map((name) => dtypeOfConstant(constant(name))).find((found) => found !== null);
  if (next === undefined || dtype === undefined || dtype === null) return null;
  const name = (part: string) => `${out}__${part}`;
  const number = (part: string, value: number) =>
    onnxNode('Constant', [], name(part), tensorAttribute('value', scalar(dtype, value)));
  return {
    where: nodeInWords(node),
    edit: () =>
      replaceNode(
        node,
        number('linear', 2 / Math.sqrt(Math.PI)),
        number('cubic', (4 * 0.044715) / Math.sqrt(Math.PI)),
        onnxNode('Mul', [z, z], name('square')),
        onnxNode('Mul', [name('square'), name('cubic')], name('scaled')),
        onnxNode('Add', [name('scaled'), name('linear')], name('factor')),
        onnxNode('Mul', [z, name('factor')], name('argument')),
        onnxNode('Tanh', [name('argument')], out),
      ),
  };
}

function dtypeOfConstant(tensor: ReturnType<ScopedNode['constant']>): { dtype: JitterDType; dataType: number } | null {
  const dtype = tensor === undefined ? undefined : numbersOf(tensor)?.dtype;
  return dtype === undefined ? null : { dtype, dataType: tensor?.dataType ?? 0 };
}

function scalar({ dtype, dataType }: { dtype: JitterDType; dataType: number }, value: number) {
  return withNumbers({ dims: [], dataType }, dtype, Float64Array.of(value));
}
