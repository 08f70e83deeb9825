import { intsAttribute, stringAttribute, textOf } from '../../onnx/attributes.js';
import { storageOf } from '../../tensor/elements.js';
import { withAttribute, withConstantInput } from '../edit-node.js';
import type { Mutation, Site } from '../mutation.js';
import { attributeOf, isOnnxOperator, type Node, nodeInWords, type ScopedNode } from '../scoped-nodes.js';
import { packedOf, withBytes } from '../tensor-numbers.js';

const PADDED = ['AveragePool', 'Conv', 'ConvInteger', 'ConvTranspose', 'LpPool', 'MaxPool', 'QLinearConv', 'FusedConv'];
const OTHER_SIDE: Readonly<Record<string, string>> = { SAME_UPPER: 'SAME_LOWER', SAME_LOWER: 'SAME_UPPER' };

/** Padding on the other side: what "same" means differs between frameworks, and shifts everything by a pixel. */
export const padOtherSide: Mutation = {
  id: 'pad-other-side',
  title: 'padding moved to the other side',
  sites: ({ nodes }) =>
    nodes.flatMap((scoped) => {
      if (PADDED.includes(scoped.node.opType ?? '')) return attributeSite(scoped.node);
      return isOnnxOperator(scoped.node, 'Pad') ? padSite(scoped) : [];
    }),
};

function attributeSite(node: Node): Site[] {
  const side = OTHER_SIDE[textOf(attributeOf(node, 'auto_pad')) ?? ''];
  if (side !== undefined)
    return [{ where: nodeInWords(node), edit: () => withAttribute(node, stringAttribute('auto_pad', side)) }];
  const pads = (attributeOf(node, 'pads')?.ints ?? []).map(Number);
  const moved = otherSide(pads, true);
  return moved === null
    ? []
    : [{ where: nodeInWords(node), edit: () => withAttribute(node, intsAttribute('pads', moved)) }];
}

/** Pad has its sizes in an attribute up to operator set 10, in its second input since. */
function padSite({ node, constant }: ScopedNode): Site[] {
  if (attributeOf(node, 'pads') !== undefined) return attributeSite(node);
  const tensor = constant(node.input?.[1] ?? '');
  const packed = tensor === undefined ? null : packedOf(tensor);
  if (tensor === undefined || packed === null) return [];
  const moved = otherSide(Array.from(storageOf(packed), Number), false);
  if (moved === null) return [];
  const bytes = new Uint8Array(BigInt64Array.from(moved, BigInt).buffer);
  return [{ where: nodeInWords(node), edit: () => withConstantInput(node, 1, withBytes(tensor, bytes)) }];
}

/**
 * Unequal pads change sides. Equal ones, if requested, lose one at the front and gain one at the back: what a
 * framework with "same" padding makes of a stride of 2. The sum stays, so the shape stays.
 */
function otherSide(pads: readonly number[], equalToo: boolean): number[] | null {
  const half = pads.length / 2;
  const begins = pads.slice(0, half);
  const ends = pads.slice(half);
  if (begins.some((begin, axis) => begin !== ends[axis])) return [...ends, ...begins];
  if (!equalToo || begins.every((begin) => begin <= 0)) return null;
  return [...begins.map((begin) => Math.max(0, begin - 1)), ...ends.map((end) => (end > 0 ? end + 1 : end))];
}
