import { type Attribute, intAttribute, tensorAttribute } from './attributes.js';
import { FLOAT, INT64 } from './element-types.js';
import type { onnx } from './proto/onnx.js';

type Node = onnx.NodeProto.$Properties;
/** Name of a value in the graph. */
export type Name = string;

/** Nodes that are written behind one node of a graph; the values between them are named after a value of that node. */
export class NodeList {
  readonly nodes: Node[] = [];
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** An operator of ONNX itself with one output. */
  op(opType: string, input: readonly Name[], attribute: readonly Attribute[] = [], output = this.#name()): Name {
    this.nodes.push({
      opType,
      name: `${output}__node`,
      input: [...input],
      output: [output],
      attribute: [...attribute],
    });
    return output;
  }

  float(value: number): Name {
    return this.#constant({ dims: [], dataType: FLOAT, floatData: [value] });
  }

  floats(values: readonly number[], dims: readonly number[]): Name {
    return this.#constant({ dims: [...dims], dataType: FLOAT, floatData: [...values] });
  }

  integer(value: number): Name {
    return this.#constant({ dims: [], dataType: INT64, int64Data: [value] });
  }

  integers(values: readonly number[]): Name {
    return this.#constant({ dims: [values.length], dataType: INT64, int64Data: [...values] });
  }

  toFloat(value: Name): Name {
    return this.op('Cast', [value], [intAttribute('to', FLOAT)]);
  }

  #constant(tensor: onnx.TensorProto.$Properties): Name {
    return this.op('Constant', [], [tensorAttribute('value', tensor)]);
  }

  #name(): Name {
    return `${this.#prefix}__${this.nodes.length}`;
  }
}
