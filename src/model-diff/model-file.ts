import { dirname, join } from 'node:path';
import { FileWindow } from '../bytes/file-window.js';
import { Malformed } from '../bytes/malformed.js';
import { tensorOfProto } from '../golden/tensor-proto.js';
import { dtypeOfOnnx } from '../onnx/data-type.js';
import type { OnnxModel, Weight } from '../onnx/onnx-model.js';
import type { onnx } from '../onnx/proto/onnx.js';
import { byteLength, type DType } from '../tensor/dtype.js';
import { elementCount } from '../tensor/tensor.js';

type TensorProto = onnx.TensorProto.$Properties;

/** A constant tensor whose bytes are read when needed, in packed storage. */
export interface ConstantData {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly elements: number;
  /** Strings; null for numbers. */
  readonly strings: readonly string[] | null;
  /** Bytes of the numbers; -1 where they are not where a reader expects them: then nothing can be said about them. */
  readonly size: number;
  /** @throws Malformed when the file has become shorter */
  read(offset: number, length: number): Uint8Array;
}

/** Where a run of bytes of a tensor is. */
interface Piece {
  readonly file: FileWindow;
  readonly offset: number;
  readonly length: number;
}

/** The constants of one ONNX file, read from it and from the files beside it through windows of bounded memory. */
export class ModelFile {
  readonly #path: string;
  readonly #weights: ReadonlyMap<string, Weight>;
  readonly #windows = new Map<string, FileWindow>();

  /** @param path absolute, of the file that `model` describes */
  constructor(path: string, { weights }: OnnxModel) {
    this.#path = path;
    this.#weights = new Map(weights.map((weight) => [weight.id, weight]));
  }

  close(): void {
    for (const window of this.#windows.values()) window.close();
  }

  /** A constant of the graph; null for one that is not valid, or of a type that the gate does not know. */
  constant(tensor: TensorProto): ConstantData | null {
    const dtype = dtypeOfOnnx(tensor.dataType ?? 0);
    const shape = (tensor.dims ?? []).map(Number);
    const elements = elementCount(shape);
    if (dtype === undefined || !Number.isSafeInteger(elements) || shape.some((size) => !(size >= 0))) return null;
    const about = { dtype, shape, elements };
    const inline = inlineOf(tensor);
    if (inline !== null) {
      if ('strings' in inline) return { ...about, strings: inline.strings, size: 0, read: () => new Uint8Array() };
      const { bytes } = inline;
      return {
        ...about,
        strings: null,
        size: bytes.length,
        read: (from, length) => bytes.subarray(from, from + length),
      };
    }
    const pieces = this.#piecesOf(this.#weights.get(tensor.docString ?? ''));
    const size = pieces.reduce((sum, { length }) => sum + length, 0);
    const complete = dtype !== 'string' && size === byteLength(dtype, elements);
    return {
      ...about,
      strings: null,
      size: complete ? size : -1,
      read: (from, length) => readAcross(pieces, from, length),
    };
  }

  #piecesOf(weight: Weight | undefined): readonly Piece[] {
    if (weight === undefined) return [];
    const { external, payload } = weight;
    if (external !== null) return [{ ...external, file: this.#window(join(dirname(this.#path), external.path)) }];
    return payload.pieces.map(({ offset, length }) => ({ offset, length, file: this.#window(this.#path) }));
  }

  #window(path: string): FileWindow {
    const known = this.#windows.get(path);
    if (known !== undefined) return known;
    const window = new FileWindow(path);
    this.#windows.set(path, window);
    return window;
  }
}

/** What the graph itself has of the tensor: all of a small one; null when it does not have its elements. */
function inlineOf(
  tensor: TensorProto,
): { readonly bytes: Uint8Array } | { readonly strings: readonly string[] } | null {
  try {
    const read = tensorOfProto(tensor);
    return read.dtype === 'string' ? { strings: read.strings } : { bytes: read.bytes };
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

function readAcross(pieces: readonly Piece[], from: number, length: number): Uint8Array {
  const out = Buffer.allocUnsafe(length);
  let start = 0;
  let done = 0;
  for (const { file, offset, length: own } of pieces) {
    const skipped = Math.max(0, from + done - start);
    const count = Math.min(own - skipped, length - done);
    if (count > 0) {
      file.copy(offset + skipped, count, out, done);
      done += count;
    }
    start += own;
  }
  if (done < length) throw new Malformed('a tensor has fewer bytes than its shape needs');
  return out;
}
