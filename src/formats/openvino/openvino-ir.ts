import { SaxesParser } from 'saxes';
import type { ByteReader } from '../../bytes/byte-reader.js';
import { describeFile } from '../../bytes/describe-file.js';
import { damaged, Malformed } from '../../bytes/malformed.js';
import { countOperators, type OperatorCount } from '../../onnx/operator-counts.js';
import type { Fault, Signature } from '../../types.js';
import { IrGraph } from './ir-graph.js';

/** The weights are in a file of their own: a larger file does not describe a graph. */
const MAX_BYTES = 1 << 28;
const CHUNK = 1 << 16;

const START = /^(\uFEFF)?\s*(<\?xml[^>]*\?>\s*)?<net[\s>]/;

export const isOpenvinoIr = (head: Uint8Array): boolean => START.test(Buffer.from(head).toString('utf8'));

/** A model in OpenVINO's intermediate representation, without its weights. */
export interface OpenvinoIr {
  readonly signature: Signature;
  readonly operators: readonly OperatorCount[];
}

/** Reads the description of the model at `path` (absolute), piece by piece; one that cannot be read is a fault. */
export function readOpenvinoIr(path: string): OpenvinoIr | { readonly fault: Fault } {
  return describeFile(path, (file) => {
    if (file.size > MAX_BYTES)
      throw new Malformed('the file is not an OpenVINO model', { why: `it has ${file.size} bytes` });
    const graph = parse(file);
    return { signature: graph.signature(), operators: countOperators(graph.operators()) };
  });
}

/** Entities are not expanded and no external ones are fetched, so a document cannot grow or access other files. */
function parse(file: ByteReader): IrGraph {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const graph = new IrGraph();
  parser.on('error', ({ message }) => {
    throw damaged(message);
  });
  parser.on('opentag', ({ name, attributes }) => graph.open(name, attributes));
  parser.on('text', (text) => graph.text(text));
  parser.on('closetag', () => graph.close());
  const decoder = new TextDecoder();
  for (let at = 0; at < file.size; at += CHUNK) {
    const length = Math.min(CHUNK, file.size - at);
    parser.write(decoder.decode(file.read(at, length), { stream: at + length < file.size }));
  }
  parser.close();
  return graph;
}
