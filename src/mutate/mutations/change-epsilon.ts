import { floatAttribute } from '../../onnx/attributes.js';
import { withAttribute, withConstantInput } from '../edit-node.js';
import type { Mutation, Site } from '../mutation.js';
import { attributeOf, isOnnxOperator, type Node, nodeInWords, type ScopedNode } from '../scoped-nodes.js';
import { numbersOf, scalarOf, withNumbers } from '../tensor-numbers.js';

const FACTOR = 10;
/** Normalisations with their `epsilon` when it is not given, by the operator specifications. */
const DEFAULTS: Readonly<Record<string, number>> = {
  BatchNormalization: 1e-5,
  EmbedLayerNormalization: 1e-12,
  GroupNorm: 1e-5,
  GroupNormalization: 1e-5,
  InstanceNormalization: 1e-5,
  LayerNormalization: 1e-5,
  RMSNormalization: 1e-5,
  SimplifiedLayerNormalization: 1e-5,
  SkipLayerNormalization: 1e-12,
  SkipSimplifiedLayerNormalization: 1e-5,
};
/** A larger constant in front of a root is part of a formula rather than a guard against zero. */
const LARGEST_EPSILON = 1e-2;

/** Another epsilon in a normalisation, as frameworks have other defaults. */
export const changeEpsilon: Mutation = {
  id: 'change-epsilon',
  title: `epsilon of a normalisation times ${FACTOR}`,
  sites: ({ nodes }) => nodes.flatMap((scoped) => attributeSite(scoped.node) ?? constantSite(scoped) ?? []),
};

function attributeSite(node: Node): Site | null {
  const usual = DEFAULTS[node.opType ?? ''];
  if (usual === undefined) return null;
  const epsilon = attributeOf(node, 'epsilon')?.f ?? usual;
  return {
    where: nodeInWords(node),
    edit: () => (epsilon === 0 ? null : withAttribute(node, floatAttribute('epsilon', epsilon * FACTOR))),
  };
}

/** A normalisation made of single operators: a small constant is added to what a root is then taken of. */
function constantSite({ node, constant, consumers }: ScopedNode): Site | null {
  if (!isOnnxOperator(node, 'Add')) return null;
  const index = (node.input ?? []).findIndex((name) => {
    const value = scalarOf(constant(name));
    return value !== null && value > 0 && value <= LARGEST_EPSILON;
  });
  const tensor = constant(node.input?.[index] ?? '');
  const weight = tensor === undefined ? null : numbersOf(tensor);
  const rooted = consumers(node.output?.[0] ?? '').some((next) => isOnnxOperator(next, 'Sqrt', 'Pow'));
  if (index < 0 || tensor === undefined || weight === null || !rooted) return null;
  const changed = weight.numbers.map((value) => value * FACTOR);
  return {
    where: nodeInWords(node),
    edit: () => withConstantInput(node, index, withNumbers(tensor, weight.dtype, changed)),
  };
}
