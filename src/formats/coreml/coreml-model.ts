import { describeFile } from '../../bytes/describe-file.js';
import { MalformedFile } from '../../bytes/malformed-file.js';
import type { PagedFile } from '../../bytes/paged-file.js';
import { childrenOf, protobufFields, type Range, textAt } from '../../bytes/protobuf-fields.js';
import type { DType } from '../../tensor/dtype.js';
import type { Dimension, Fault, Port, Signature, ValueType } from '../../types.js';

// Fields by number, from Core ML's own schema.
const MODEL = { version: 1, description: 2 };
const DESCRIPTION = { inputs: 1, outputs: 10, functions: 20, usualFunction: 21 };
const FUNCTION = { name: 1, inputs: 2, outputs: 3 };
const FEATURE = { name: 1, type: 3 };
const TYPE = { int64: 1, double: 2, string: 3, array: 5, optional: 1000 };
const ARRAY = { shape: 1, elements: 2, listed: 21, ranges: 31 };
const RANGES = { sizes: 1 };
const SIZE_RANGE = { from: 1, to: 2 };
const LISTED = { shapes: 1 };

/** By number: the enum ArrayDataType, whose numbers hold the size in bits. */
const ELEMENTS: Readonly<Record<number, DType>> = {
  65552: 'float16',
  65568: 'float32',
  65600: 'float64',
  131080: 'int8',
  131104: 'int32',
};

/** Sizes are kept as int64: no array has as many axes as this list would need. */
const MAX_AXES = 64;

export interface CoremlModel {
  /** Null when the model takes or gives images, dictionaries or sequences, which are no tensors. */
  readonly signature: Signature | null;
}

/** Reads the specification at `path` (absolute) in bounded memory; one that cannot be read is a fault. */
export function readCoremlModel(path: string): CoremlModel | { readonly fault: Fault } {
  return describeFile(path, (file) => {
    const [description] = childrenOf(file, { from: 0, to: file.size }, MODEL.description);
    if (description === undefined) throw new MalformedFile('it has no description', 'the file is no model of Core ML');
    return { signature: signatureOf(file, description) };
  });
}

function signatureOf(file: PagedFile, description: Range): Signature | null {
  const called = usualFunction(file, description);
  const [place, fields] = called === null ? [description, DESCRIPTION] : [called, FUNCTION];
  const ports = (field: number) => [...childrenOf(file, place, field)].map((feature) => portOf(file, feature));
  const [inputs, outputs] = [ports(fields.inputs), ports(fields.outputs)];
  if (inputs.length === 0 || outputs.length === 0) throw new MalformedFile('it names no inputs or no outputs');
  const known = (port: Port | null): port is Port => port !== null;
  return inputs.every(known) && outputs.every(known) ? { inputs, outputs } : null;
}

/** A model of several functions describes each; null for the others, which are one. */
function usualFunction(file: PagedFile, description: Range): Range | null {
  const functions = [...childrenOf(file, description, DESCRIPTION.functions)];
  const [usual] = [...childrenOf(file, description, DESCRIPTION.usualFunction)].map((name) => textAt(file, name));
  const named = functions.find((one) =>
    [...childrenOf(file, one, FUNCTION.name)].some((at) => textAt(file, at) === usual),
  );
  return named ?? functions[0] ?? null;
}

function portOf(file: PagedFile, feature: Range): Port | null {
  const [name = ''] = [...childrenOf(file, feature, FEATURE.name)].map((at) => textAt(file, at));
  const [type] = childrenOf(file, feature, FEATURE.type);
  if (type === undefined) throw new MalformedFile(`the type of ${name} is not given`, 'the signature is incomplete');
  let found: ValueType | null = null;
  let optional = false;
  for (const field of protobufFields(file, type)) {
    if (field.kind === 'varint' && field.number === TYPE.optional) optional = field.value !== 0;
    if (field.kind !== 'bytes') continue;
    if (field.number === TYPE.array) found = arrayType(file, field, name);
    else if (field.number === TYPE.int64) found = scalar('int64');
    else if (field.number === TYPE.double) found = scalar('float64');
    else if (field.number === TYPE.string) found = scalar('string');
  }
  if (found === null) return null;
  return { name, type: optional ? { kind: 'optional', item: found } : found };
}

const scalar = (dtype: DType): ValueType => ({ kind: 'tensor', dtype, shape: [] });

function arrayType(file: PagedFile, array: Range, name: string): ValueType {
  let elements = 0;
  let shape: Dimension[] = [];
  for (const field of protobufFields(file, array)) {
    if (field.kind === 'varint' && field.number === ARRAY.elements) elements = field.value;
    if (field.kind === 'varint' && field.number === ARRAY.shape) shape.push(field.value);
    if (field.kind !== 'bytes') continue;
    if (field.number === ARRAY.shape) shape.push(...packedSizes(file, field));
    // Where sizes may vary, those above are but an example.
    else if (field.number === ARRAY.ranges)
      shape = [...childrenOf(file, field, RANGES.sizes)].map((range) => fixedSize(file, range));
    else if (field.number === ARRAY.listed) shape = commonSizes(file, field);
  }
  const dtype = ELEMENTS[elements];
  if (dtype === undefined)
    throw new MalformedFile(
      `${name} has element type ${elements} of Core ML`,
      'an input or output has a type that the gate does not know',
    );
  // Nothing there means that nothing is known: Core ML has no arrays without axes.
  return { kind: 'tensor', dtype, shape: shape.length === 0 ? null : shape };
}

function packedSizes(file: PagedFile, { from, to }: Range): number[] {
  const sizes: number[] = [];
  for (let at = from; at < to; ) {
    let size = 0;
    let factor = 1;
    for (;;) {
      const byte = file.byteAt(at++);
      size += (byte & 0x7f) * factor;
      factor *= 128;
      if (byte < 128 || at >= to) break;
    }
    sizes.push(size);
    if (sizes.length > MAX_AXES) throw new MalformedFile(`an array has more than ${MAX_AXES} axes`);
  }
  return sizes;
}

function fixedSize(file: PagedFile, range: Range): number | null {
  let [from, to] = [0, 0];
  for (const field of protobufFields(file, range)) {
    if (field.kind !== 'varint') continue;
    if (field.number === SIZE_RANGE.from) from = field.value;
    if (field.number === SIZE_RANGE.to) to = field.value;
  }
  return from === to && from > 0 ? from : null;
}

/** Sizes that all listed shapes share. */
function commonSizes(file: PagedFile, listed: Range): Dimension[] {
  const shapes = [...childrenOf(file, listed, LISTED.shapes)].map((shape) =>
    [...childrenOf(file, shape, ARRAY.shape)].flatMap((sizes) => packedSizes(file, sizes)),
  );
  const [first = []] = shapes;
  if (shapes.some(({ length }) => length !== first.length)) return [];
  return first.map((size, axis) => (shapes.every((shape) => shape[axis] === size) ? size : null));
}
