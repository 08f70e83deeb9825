import { formatMagnitude } from '../../number-format.js';
import { intsOf } from '../../onnx/attributes.js';
import type { FlatNode } from '../flat-graph.js';
import { operators } from '../shown.js';
import { foldingError } from './folding-error.js';
import type { OneSided, Reader, Reading } from './one-sided.js';

const AFFINE = new Set(['Add', 'BatchNormalization', 'Div', 'Mul', 'Sub']);
const LINEAR = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);

/** A normalisation that went into the weights of the layer behind or before it, or came out of them. */
export const folded: Reader = (open, side) => {
  const told = new Set<FlatNode>();
  return [...open].flatMap((node): Reading[] => {
    if (told.has(node) || !isAffine(node, side)) return [];
    const chain = [node];
    for (let next = only(side.consumers(node)); next !== null && open.has(next) && isAffine(next, side); ) {
      chain.push(next);
      next = only(side.consumers(next));
    }
    const behind = only(side.consumers(chain.at(-1) ?? node));
    const before = node.inputs
      .map((source) => (source.kind === 'node' ? source.node : null))
      .find((one) => one !== null);
    const layer = [behind, before].find((one) => one != null && LINEAR.has(one.op) && side.isChanged(one));
    if (layer == null) return [];
    for (const one of chain) told.add(one);
    const sentence = inWords(chain, layer, layer === behind, side);
    return [
      {
        nodes: chain,
        explains: layer,
        observation: {
          kind: 'nodes',
          node: layer,
          sentence: `${sentence}${remainder(chain, layer, layer === behind, side)}`,
        },
      },
    ];
  });
};

/** Rounding to float16 changes less. */
const EXACT = 1e-3;

/** What folding does not explain; empty where it explains all. */
function remainder(chain: readonly FlatNode[], layer: FlatNode, isBefore: boolean, side: OneSided): string {
  const folded = side.counterpart(layer);
  if (folded === null) return '';
  const { numbers, otherNumbers: foldedNumbers } = side;
  const error = foldingError({ chain, layer, folded, isBefore, numbers, foldedNumbers });
  if (error === null) return ' (whether that is all that changed in them was not worked out)';
  return error <= EXACT
    ? ''
    : `, and they differ by up to ${formatMagnitude(error)} of the largest of them from what that gives`;
}

const isAffine = ({ op, inputs }: FlatNode, side: OneSided) =>
  AFFINE.has(op) && inputs.filter((source) => side.constant(source) === null).length === 1;

const only = (nodes: readonly FlatNode[]): FlatNode | null => (nodes.length === 1 ? (nodes[0] ?? null) : null);

function inWords(chain: readonly FlatNode[], layer: FlatNode, isBefore: boolean, { removed }: OneSided): string {
  const what = [...new Set(chain.map(({ op }) => operators(op, 1)))].join(' and ');
  const place = isBefore ? 'before' : 'behind';
  if (!removed) return `${what} ${place} … ${chain.length > 1 ? 'are' : 'is'} no longer folded into its weights`;
  const pads = intsOf({ attribute: [...layer.attributes] }, 'pads') ?? [];
  const border =
    isBefore && pads.some((pad) => pad !== 0)
      ? ': it pads with zeros, which are not normalised, so its border differs'
      : '';
  return `the normalisation ${place} … (${what}) is folded into its weights${border}`;
}
