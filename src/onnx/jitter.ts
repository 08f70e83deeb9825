import { chmodSync, closeSync, constants, copyFileSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { PackedDType } from '../tensor/dtype.js';
import type { OnnxModel, Weight } from './onnx-model.js';
import { findSteering } from './steering.js';

/**
 * TensorProto fields whose bytes are plain little-endian numbers: float_data, raw_data, double_data (packed). Numbers
 * written as varints (float16 in int32_data) are left unchanged, because their length may change with their value.
 */
const PLAIN_FIELDS: Readonly<Record<number, readonly PackedDType[]>> = {
  4: ['float32'],
  9: ['float32', 'float64', 'float16', 'bfloat16'],
  10: ['float64'],
};
const CHUNK = 8 << 20;
/** Tensors this small are scales, epsilons and sizes rather than weights. */
export const SMALL = 8;

/** Dtypes whose values can be moved by one unit in the last place. */
export type JitterDType = 'float32' | 'float64' | 'float16' | 'bfloat16';

/**
 * Moves every finite, non-zero element of `bytes` up or down to its neighbour, the direction drawn from `seed`.
 * In IEEE formats the neighbours of a bit pattern are the patterns ± 1; the largest finite value is only moved down.
 */
export function jitterInPlace(bytes: Uint8Array, dtype: JitterDType, seed: number): void {
  if (dtype === 'float32') jitter32(bytes, seed);
  else if (dtype === 'float64') jitter64(bytes, coin(seed));
  else jitter16(bytes, dtype === 'float16' ? 0x7c00 : 0x7f80, coin(seed));
}

/** A fair coin: xorshift32 (Marsaglia 2003), one bit per draw. */
export function coin(seed: number): () => 0 | 1 {
  let state = startOf(seed);
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 16) & 1) as 0 | 1;
  };
}

/** Most weights and inputs are float32: the coin is inlined, which is several times as fast as calling it. */
function jitter32(bytes: Uint8Array, seed: number): void {
  const aligned = bytes.byteOffset % 4 === 0;
  const own = aligned ? bytes : bytes.slice();
  const words = new Uint32Array(own.buffer, own.byteOffset, bytes.byteLength >>> 2);
  let state = startOf(seed);
  for (let index = 0; index < words.length; index++) {
    const bits = words[index] ?? 0;
    const magnitude = bits & 0x7fffffff;
    if (magnitude === 0 || magnitude >= 0x7f800000) continue;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const up = (state & 0x10000) !== 0 && magnitude < 0x7f7fffff;
    words[index] = up ? bits + 1 : bits - 1;
  }
  if (!aligned) bytes.set(own);
}

const startOf = (seed: number): number => (Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b) | 0 || 1;

function jitter64(bytes: Uint8Array, random: () => 0 | 1): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset + 8 <= bytes.byteLength; offset += 8) {
    const bits = view.getBigUint64(offset, true);
    const magnitude = bits & 0x7fffffffffffffffn;
    if (magnitude === 0n || magnitude >= 0x7ff0000000000000n) continue;
    const up = random() === 1 && magnitude < 0x7fefffffffffffffn;
    view.setBigUint64(offset, up ? bits + 1n : bits - 1n, true);
  }
}

function jitter16(bytes: Uint8Array, infinity: number, random: () => 0 | 1): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset + 2 <= bytes.byteLength; offset += 2) {
    const bits = view.getUint16(offset, true);
    const magnitude = bits & 0x7fff;
    if (magnitude === 0 || magnitude >= infinity) continue;
    const up = random() === 1 && magnitude < infinity - 1;
    view.setUint16(offset, up ? bits + 1 : bits - 1, true);
  }
}

interface Patch {
  /** '' for the model file, else an external file's path. */
  readonly file: string;
  readonly offset: number;
  readonly length: number;
  readonly dtype: JitterDType;
}

/** The byte ranges of the weights that may be jittered. */
export function jitterPatches(model: OnnxModel): Patch[] {
  const steering = findSteering(model.graph);
  return model.weights.flatMap((weight) => {
    if (weight.elements <= SMALL || !isJitterDType(weight.dtype) || steering.has(weight.name)) return [];
    return patchesOf(weight, weight.dtype);
  });
}

function patchesOf({ external, payload }: Weight, dtype: JitterDType): Patch[] {
  if (external !== null) return [{ file: external.path, offset: external.offset, length: external.length, dtype }];
  return payload.pieces
    .filter(({ field }) => PLAIN_FIELDS[field]?.includes(dtype))
    .map(({ offset, length }) => ({ file: '', offset, length, dtype }));
}

export function isJitterDType(dtype: string): dtype is JitterDType {
  return dtype === 'float32' || dtype === 'float64' || dtype === 'float16' || dtype === 'bfloat16';
}

/**
 * Writes a copy of the model with its weights jittered into `folder` and returns the copy's path. Lengths never change,
 * so the numbers are patched in place, in bounded memory for models of any size.
 */
export function writeJitteredModel(modelPath: string, model: OnnxModel, folder: string, seed: number): string {
  const { copy, targets } = copyModel(modelPath, model, folder);
  jitterPatches(model).forEach((patch, index) => {
    const target = targets.get(patch.file);
    if (target !== undefined) jitterRange(target, patch, seed * 65_537 + index);
  });
  return copy;
}

interface ModelCopy {
  readonly copy: string;
  /** All files: the model itself under '', external ones under their paths beside it. */
  readonly targets: ReadonlyMap<string, string>;
}

/** Copies the model with its external files into `folder`, where they may be changed. */
export function copyModel(modelPath: string, { externalFiles }: OnnxModel, folder: string): ModelCopy {
  // Under the model's name, which no external file has.
  const copy = join(folder, basename(modelPath));
  copyWritable(modelPath, copy);
  const targets = new Map([['', copy]]);
  for (const { path } of externalFiles) {
    const target = join(folder, path);
    copyWritable(join(dirname(modelPath), path), target);
    targets.set(path, target);
  }
  return { copy, targets };
}

/** Copies without using space where the file system supports that; the copy of a read-only file must be writable. */
function copyWritable(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  chmodSync(to, 0o600);
}

function jitterRange(path: string, { offset, length, dtype }: Patch, seed: number): void {
  const fd = openSync(path, 'r+');
  try {
    for (let done = 0; done < length; done += CHUNK) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, length - done));
      const got = readSync(fd, chunk, 0, chunk.length, offset + done);
      const bytes = chunk.subarray(0, got);
      jitterInPlace(bytes, dtype, seed + done);
      writeSync(fd, bytes, 0, bytes.length, offset + done);
    }
  } finally {
    closeSync(fd);
  }
}
