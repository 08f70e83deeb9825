import { stringAttribute, textOf } from '../../onnx/attributes.js';
import { withAttribute } from '../edit-node.js';
import type { Mutation, Site } from '../mutation.js';
import { attributeOf, isOnnxOperator, type Node, nodeInWords } from '../scoped-nodes.js';

/** For each way of computing coordinates, another that frameworks confuse it with. */
const COORDINATES: Readonly<Record<string, string>> = {
  half_pixel: 'align_corners',
  half_pixel_symmetric: 'align_corners',
  pytorch_half_pixel: 'align_corners',
  align_corners: 'half_pixel',
  asymmetric: 'half_pixel',
};
/** The same where the nearest pixel is taken: there half_pixel and align_corners often choose alike. */
const NEAREST_COORDINATES: Readonly<Record<string, string>> = {
  half_pixel: 'asymmetric',
  half_pixel_symmetric: 'asymmetric',
  pytorch_half_pixel: 'asymmetric',
  align_corners: 'asymmetric',
  asymmetric: 'half_pixel',
};
const NEAREST: Readonly<Record<string, string>> = {
  round_prefer_floor: 'floor',
  round_prefer_ceil: 'floor',
  floor: 'round_prefer_ceil',
  ceil: 'floor',
};

/** Another meaning of resizing: coordinates of pixels, and which neighbour is the nearest. */
export const resizeMode: Mutation = {
  id: 'resize-mode',
  title: 'resizing with other coordinates or rounding',
  sites: ({ nodes }) =>
    nodes.flatMap(({ node }) => {
      if (!isOnnxOperator(node, 'Resize')) return [];
      const nearest = (textOf(attributeOf(node, 'mode')) ?? 'nearest') === 'nearest';
      const others = nearest ? NEAREST_COORDINATES : COORDINATES;
      const coordinates = site(node, 'coordinate_transformation_mode', 'half_pixel', others);
      return [...coordinates, ...(nearest ? site(node, 'nearest_mode', 'round_prefer_floor', NEAREST) : [])];
    }),
};

function site(node: Node, name: string, usual: string, others: Readonly<Record<string, string>>): Site[] {
  const other = others[textOf(attributeOf(node, name)) ?? usual];
  if (other === undefined) return [];
  return [
    { where: `${nodeInWords(node)}, ${name} ${other}`, edit: () => withAttribute(node, stringAttribute(name, other)) },
  ];
}
