import { formatElement } from '../number-format.js';
import { attributeOf } from '../onnx/attributes.js';
import type { AttributeChange } from './compare-attributes.js';
import { allNumbers, numbersOf } from './constants/numbers.js';
import type { FlatNode, Source } from './flat-graph.js';
import type { ModelFile } from './model-file.js';

/** Attributes that became inputs in a later operator set, with the place of the input. */
const MOVED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Clip: { min: 1, max: 2 },
  DFT: { axis: 2 },
  Dropout: { ratio: 1 },
  Pad: { pads: 1, value: 2 },
  ReduceL1: { axes: 1 },
  ReduceL2: { axes: 1 },
  ReduceLogSum: { axes: 1 },
  ReduceLogSumExp: { axes: 1 },
  ReduceMax: { axes: 1 },
  ReduceMean: { axes: 1 },
  ReduceMin: { axes: 1 },
  ReduceProd: { axes: 1 },
  ReduceSum: { axes: 1 },
  ReduceSumSquare: { axes: 1 },
  Slice: { starts: 1, ends: 2, axes: 3 },
  Split: { split: 1 },
  Squeeze: { axes: 1 },
  TopK: { k: 1 },
  Unsqueeze: { axes: 1 },
  Upsample: { scales: 1 },
};

/** A setting that is an attribute of one node and a constant input of the other. */
export interface MovedSetting {
  readonly name: string;
  readonly port: number;
  /** Null where both are the same. */
  readonly change: AttributeChange | null;
}

/** The settings of two nodes that only moved with the operator set, or moved and changed. */
export function movedSettings(
  a: FlatNode,
  b: FlatNode,
  files: { readonly a: ModelFile; readonly b: ModelFile },
): readonly MovedSetting[] {
  return Object.entries(MOVED[a.op] ?? {}).flatMap(([name, port]) => {
    const [from, to] = [attributeNumbers(a, name), attributeNumbers(b, name)];
    if ((from === null) === (to === null)) return [];
    const before = from ?? inputNumbers(a.inputs[port], files.a);
    const now = to ?? inputNumbers(b.inputs[port], files.b);
    if (before === null || now === null) return [];
    const [was, is] = [textOf(before), textOf(now)];
    return [{ name, port, change: was === is ? null : { name, from: was, to: is } }];
  });
}

function attributeNumbers({ attributes }: FlatNode, name: string): readonly number[] | null {
  const attribute = attributeOf({ attribute: [...attributes] }, name);
  if (attribute === undefined) return null;
  const { type, f, i, floats, ints } = attribute;
  if (type === 1) return [f ?? 0];
  return type === 2 ? [Number(i ?? 0)] : [...(ints ?? []), ...(floats ?? [])].map(Number);
}

function inputNumbers(source: Source | undefined, file: ModelFile): readonly number[] | null {
  const constant = source?.kind === 'constant' ? file.constant(source.tensor) : null;
  if (constant === null || constant.dtype === 'string' || constant.size < 0) return null;
  const numbers = allNumbers(numbersOf(constant, constant.dtype));
  return numbers === null ? null : [...numbers];
}

const textOf = (numbers: readonly number[]) => `[${numbers.map(formatElement).join(', ')}]`;
