import type { ProtobufMessage } from '../../bytes/protobuf.js';
import type { NarrowPrecision } from '../../types.js';

// Fields by number, from TensorFlow's node_def.proto and attr_value.proto.
const NODE = { operator: 2, attribute: 5 };
const ENTRY = { key: 1, value: 2 };
const VALUE_TYPE = 6;
/** Numbers of the enum DataType. */
const PRECISIONS: Readonly<Record<number, NarrowPrecision>> = { 14: 'bf16', 19: 'f16' };
/** Attributes with the type that an operator computes in, and that to which one casts. */
const TYPES: ReadonlySet<string> = new Set(['T', 'DstT']);
/** They hold or pass on what weights are stored as. */
const STILL: ReadonlySet<string> = new Set(['Const', 'Identity', 'IdentityN', 'StopGradient']);

/** The narrowest float that the nodes of a graph compute in, where it is narrower than float32. */
export function narrowArithmetic(nodes: Iterable<ProtobufMessage>): NarrowPrecision | null {
  let narrow: NarrowPrecision | null = null;
  for (const node of nodes) {
    if (STILL.has(node.first(NODE.operator)?.text() ?? '')) continue;
    for (const entry of node.children(NODE.attribute)) {
      if (!TYPES.has(entry.first(ENTRY.key)?.text() ?? '')) continue;
      for (const value of entry.children(ENTRY.value))
        for (const field of value.fields()) {
          const found = field.kind === 'varint' && field.number === VALUE_TYPE ? PRECISIONS[field.value] : undefined;
          if (found !== undefined && narrow !== 'bf16') narrow = found;
        }
    }
  }
  return narrow;
}
