/**
 * Values in a folder, as the gate and a worker pass them to each other.
 *
 * `values.json` is {"version": 1, "values": {name: node}}, a node being one of
 *   {"tensor": "<key>", "dtype": "float32", "shape": […]}   its bytes are entry <key> of `tensors.safetensors`, under
 *                                                           the same dtype, or as U8 where that format lacks the dtype
 *   {"strings": […], "shape": […]}                          row-major
 *   {"sequence": [nodes]}
 *   {"map": {"keys": node, "values": node}}
 *   {"absent": true}
 */
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Malformed } from '../bytes/malformed.js';
import { readRegularFile } from '../bytes/regular-file.js';
import { byteLength, DTYPES, isDType, type PackedDType } from '../tensor/dtype.js';
import {
  elementCount,
  type PackedTensor,
  stringTensor,
  type Tensor,
  type Value,
  type Values,
} from '../tensor/tensor.js';
import {
  hasSafetensorsDtype,
  MAX_SAFETENSORS_BYTES,
  readSafetensorsFile,
  writeSafetensorsFile,
} from './safetensors.js';

const VALUES = 'values.json';
const TENSORS = 'tensors.safetensors';
const MAX_JSON_BYTES = 256 * 2 ** 20;
const MAX_DEPTH = 16;
/** Of names, and of each element that is text: reports quote them. */
const MAX_STRING = 1 << 20;
const MAX_VALUES = 10_000;

const shape = z.array(z.int().min(0)).max(64);
const packedDType = z.custom<PackedDType>((raw) => typeof raw === 'string' && isDType(raw) && raw !== 'string');
const tensorNode = z.strictObject({ tensor: z.string(), dtype: packedDType, shape });
const node = z.union([
  tensorNode,
  z.strictObject({ strings: z.array(z.string()), shape }),
  z.strictObject({ sequence: z.array(z.unknown()) }),
  z.strictObject({ map: z.strictObject({ keys: z.unknown(), values: z.unknown() }) }),
  z.strictObject({ absent: z.literal(true) }),
]);
/** `values` stays raw: a record schema would lose names like __proto__. */
const document = z.strictObject({
  version: z.literal(1),
  values: z.custom<object>((raw) => typeof raw === 'object' && raw !== null && !Array.isArray(raw)),
});

/** The files of such a folder, to be placed in another one. */
export function filesOfValues(folder: string): { readonly from: string; readonly to: string }[] {
  return [VALUES, TENSORS].map((to) => ({ from: join(folder, to), to }));
}

/** Writes the two files into `folder`, which is made when it is missing. */
export async function writeValues(folder: string, values: Values): Promise<void> {
  const tensors = new Map<string, PackedTensor>();
  const nodes = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toNode(value, tensors)]));
  await mkdir(folder, { recursive: true });
  await writeSafetensorsFile(join(folder, TENSORS), tensors);
  await writeFile(join(folder, VALUES), JSON.stringify({ version: 1, values: nodes }));
}

/** Collects the tensors of a value and returns its node. */
function toNode(value: Value, tensors: Map<string, PackedTensor>): object {
  switch (value.kind) {
    case 'tensor': {
      if (value.dtype === 'string') return { strings: value.strings, shape: value.shape };
      const { dtype, shape, bytes } = value;
      const key = `t${tensors.size}`;
      tensors.set(key, hasSafetensorsDtype(dtype) ? value : { ...value, dtype: 'uint8', shape: [bytes.byteLength] });
      return { tensor: key, dtype, shape };
    }
    case 'sequence':
      return { sequence: value.items.map((item) => toNode(item, tensors)) };
    case 'map':
      return { map: { keys: toNode(value.keys, tensors), values: toNode(value.values, tensors) } };
    case 'absent':
      return { absent: true };
  }
}

/**
 * The values of a folder that a worker may have written: everything is checked, links are not followed.
 * @throws Malformed with the value's name as entry
 */
export async function readValues(folder: string, maxBytes = MAX_SAFETENSORS_BYTES): Promise<Values> {
  const { values } = await readDocument(join(folder, VALUES));
  const names = Object.keys(values);
  if (names.length > MAX_VALUES) throw new Malformed(`${names.length} values, more than ${MAX_VALUES}`);
  const tensors = await readTensors(join(folder, TENSORS), maxBytes);
  return Object.fromEntries(
    Object.entries(values).map(([name, raw]) => {
      try {
        return [name, toValue(raw, tensors, 0)];
      } catch (error) {
        throw error instanceof Malformed ? error.in(name) : error;
      }
    }),
  );
}

/** A worker whose values hold no tensors need not write the file. */
async function readTensors(path: string, maxBytes: number): Promise<Map<string, PackedTensor>> {
  const exists = await lstat(path).then(
    () => true,
    () => false,
  );
  if (!exists) return new Map();
  try {
    return await readSafetensorsFile(path, maxBytes);
  } catch (error) {
    throw error instanceof Malformed ? error.in(TENSORS) : error;
  }
}

async function readDocument(path: string): Promise<z.infer<typeof document>> {
  try {
    const bytes = await readRegularFile(path, MAX_JSON_BYTES);
    const parsed = document.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    if (!parsed.success) throw new Malformed('not a values document', { why: z.prettifyError(parsed.error) });
    return parsed.data;
  } catch (error) {
    if (error instanceof SyntaxError) throw new Malformed('not JSON', { entry: VALUES, why: error.message });
    throw error instanceof Malformed ? error.in(VALUES) : error;
  }
}

function toValue(raw: unknown, tensors: Map<string, PackedTensor>, depth: number): Value {
  if (depth > MAX_DEPTH) throw new Malformed(`nested deeper than ${MAX_DEPTH} levels`);
  const parsed = node.safeParse(raw);
  if (!parsed.success) throw new Malformed('not a known kind of value', { why: z.prettifyError(parsed.error) });
  const data = parsed.data;
  if ('tensor' in data) return takeTensor(data, tensors);
  if ('strings' in data) return takeStrings(data.shape, data.strings);
  if ('sequence' in data)
    return { kind: 'sequence', items: data.sequence.map((item) => toValue(item, tensors, depth + 1)) };
  if ('map' in data) {
    const keys = toValue(data.map.keys, tensors, depth + 1);
    if (keys.kind !== 'tensor') throw new Malformed('the keys of a map must be a tensor');
    return { kind: 'map', keys, values: toValue(data.map.values, tensors, depth + 1) };
  }
  return { kind: 'absent' };
}

function takeStrings(shape: readonly number[], strings: readonly string[]): Tensor {
  if (elementCount(shape) !== strings.length)
    throw new Malformed(`shape [${shape.join(', ')}] does not fit ${strings.length} strings`);
  const longest = strings.reduce((most, one) => Math.max(most, one.length), 0);
  if (longest > MAX_STRING) throw new Malformed(`a string of ${longest} characters, more than ${MAX_STRING}`);
  return stringTensor(shape, strings);
}

/** Removes the entry, so that none is used twice: a short document must not expand to unlimited data. */
function takeTensor(
  { tensor: key, dtype, shape }: z.infer<typeof tensorNode>,
  tensors: Map<string, PackedTensor>,
): PackedTensor {
  const stored = tensors.get(key);
  if (stored === undefined) throw new Malformed(`entry ${key} of ${TENSORS} is missing or used twice`);
  tensors.delete(key);
  const bytes = byteLength(dtype, elementCount(shape));
  const raw = stored.dtype === 'uint8' && stored.bytes.byteLength === bytes;
  const same = stored.dtype === dtype && String(stored.shape) === String(shape);
  if (!raw && !same)
    throw new Malformed(
      `declares ${dtype}[${shape.join(', ')}] (${DTYPES[dtype].bits} bits an element), ` +
        `but ${TENSORS} holds ${stored.dtype}[${stored.shape.join(', ')}]`,
    );
  return { kind: 'tensor', dtype, shape, bytes: stored.bytes };
}
