import { describeFile } from '../../bytes/describe-file.js';
import { damaged, Malformed } from '../../bytes/malformed.js';
import { ProtobufMessage } from '../../bytes/protobuf.js';
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

/** By number: the enum ArrayDataType, whose numbers contain the size in bits. */
const ELEMENTS: Readonly<Record<number, DType>> = {
  65552: 'float16',
  65568: 'float32',
  65600: 'float64',
  131080: 'int8',
  131104: 'int32',
};

/** No array has more axes. */
const MAX_AXES = 64;

export interface CoremlModel {
  /** Null when inputs or outputs are images, dictionaries or sequences, which are not tensors. */
  readonly signature: Signature | null;
}

/** Reads the specification at `path` (absolute) in bounded memory; one that cannot be read is a fault. */
export function readCoremlModel(path: string): CoremlModel | { readonly fault: Fault } {
  return describeFile(path, (file) => {
    const description = ProtobufMessage.whole(file).first(MODEL.description);
    if (description === null) throw new Malformed('the file is not a Core ML model', { why: 'it has no description' });
    return { signature: signatureOf(description) };
  });
}

function signatureOf(description: ProtobufMessage): Signature | null {
  const called = usualFunction(description);
  const [message, fields] = called === null ? [description, DESCRIPTION] : [called, FUNCTION];
  const [inputs, outputs] = [message.list(fields.inputs).map(portOf), message.list(fields.outputs).map(portOf)];
  if (inputs.length === 0 || outputs.length === 0) throw damaged('it declares no inputs or no outputs');
  const known = (port: Port | null): port is Port => port !== null;
  return inputs.every(known) && outputs.every(known) ? { inputs, outputs } : null;
}

/** A model with several functions describes each of them; null for models that are a single function. */
function usualFunction(description: ProtobufMessage): ProtobufMessage | null {
  const functions = description.list(DESCRIPTION.functions);
  const usual = description.first(DESCRIPTION.usualFunction)?.text();
  const named = functions.find((one) => one.list(FUNCTION.name).some((name) => name.text() === usual));
  return named ?? functions[0] ?? null;
}

function portOf(feature: ProtobufMessage): Port | null {
  const name = feature.first(FEATURE.name)?.text() ?? '';
  const type = feature.first(FEATURE.type);
  if (type === null) throw new Malformed('the signature is incomplete', { why: `the type of ${name} is missing` });
  let found: ValueType | null = null;
  let optional = false;
  for (const field of type.fields()) {
    if (field.kind === 'varint' && field.number === TYPE.optional) optional = field.value !== 0;
    if (field.kind !== 'bytes') continue;
    if (field.number === TYPE.array) found = arrayType(type.inner(field), name);
    else if (field.number === TYPE.int64) found = scalar('int64');
    else if (field.number === TYPE.double) found = scalar('float64');
    else if (field.number === TYPE.string) found = scalar('string');
  }
  if (found === null) return null;
  return { name, type: optional ? { kind: 'optional', item: found } : found };
}

const scalar = (dtype: DType): ValueType => ({ kind: 'tensor', dtype, shape: [] });

function arrayType(array: ProtobufMessage, name: string): ValueType {
  let elements = 0;
  let shape: Dimension[] = [];
  for (const field of array.fields()) {
    if (field.kind === 'varint' && field.number === ARRAY.elements) elements = field.value;
    if (field.kind === 'varint' && field.number === ARRAY.shape) shape.push(field.value);
    if (field.kind !== 'bytes') continue;
    const inner = array.inner(field);
    if (field.number === ARRAY.shape) shape.push(...inner.varints(MAX_AXES));
    // Where sizes may vary, those above are only an example.
    else if (field.number === ARRAY.ranges) shape = inner.list(RANGES.sizes).map(fixedSize);
    else if (field.number === ARRAY.listed) shape = commonSizes(inner);
  }
  const dtype = ELEMENTS[elements];
  if (dtype === undefined)
    throw new Malformed('an input or output has a type that the gate does not support', {
      why: `${name} has element type ${elements} of Core ML`,
    });
  // No sizes mean an unknown rank: Core ML has no arrays without axes.
  return { kind: 'tensor', dtype, shape: shape.length === 0 ? null : shape };
}

function fixedSize(range: ProtobufMessage): number | null {
  let [from, to] = [0, 0];
  for (const field of range.fields()) {
    if (field.kind !== 'varint') continue;
    if (field.number === SIZE_RANGE.from) from = field.value;
    if (field.number === SIZE_RANGE.to) to = field.value;
  }
  return from === to && from > 0 ? from : null;
}

/** Sizes that all listed shapes share. */
function commonSizes(listed: ProtobufMessage): Dimension[] {
  const shapes = listed
    .list(LISTED.shapes)
    .map((shape) => shape.list(ARRAY.shape).flatMap((sizes) => sizes.varints(MAX_AXES)));
  const [first = []] = shapes;
  if (shapes.some(({ length }) => length !== first.length)) return [];
  return first.map((size, axis) => (shapes.every((shape) => shape[axis] === size) ? size : null));
}
