import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { intAttribute } from './attributes.js';
import { factorsOf, quantisedResult } from './coarse-arithmetic.js';
import { elementTypes, FLOAT } from './element-types.js';
import { type Name, NodeList } from './node-list.js';
import { onnx } from './proto/onnx.js';
import { LARGEST_FILE } from './rewrite-nodes.js';

/** Begins the names of the outputs that a watched copy has in addition. */
const PREFIX = 'portability/range/';

/**
 * Makes the ONNX file at `path` also return the largest magnitude of every computed factor of a product and of every result
 * that is rounded to 8 bits, as a calibration looks at them; of its outermost graph.
 * @returns by output, the value that it is of
 */
export function watchRanges(path: string, steering: ReadonlySet<string>): ReadonlyMap<string, Name> {
  if (statSync(path).size > LARGEST_FILE) return new Map();
  const model = onnx.ModelProto.decode(readFileSync(path));
  const { graph } = model;
  if (graph == null) return new Map();
  const types = elementTypes(graph);
  const weights = new Set((graph.initializer ?? []).map(({ name }) => name ?? ''));
  const rounded = (graph.node ?? []).flatMap((node) => {
    const result = quantisedResult(node, types, steering);
    return [...factorsOf(node, types, steering), ...(result === null ? [] : [result])];
  });
  const watched = [...new Set(rounded)].filter((name) => !weights.has(name));
  const list = new NodeList(`${PREFIX}inner`);
  const outputs = watched.map((value, index) => {
    const name = `${PREFIX}${index}`;
    list.op('ReduceMax', [list.op('Abs', [value])], [intAttribute('keepdims', 0)], name);
    return { name, type: { tensorType: { elemType: FLOAT, shape: { dim: [] } } } };
  });
  const watching = {
    ...graph,
    node: [...(graph.node ?? []), ...list.nodes],
    output: [...(graph.output ?? []), ...outputs],
  };
  writeFileSync(path, onnx.ModelProto.encode({ ...model, graph: watching }).finish());
  return new Map(watched.map((value, index) => [`${PREFIX}${index}`, value]));
}
