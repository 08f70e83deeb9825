import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { messageOf } from '../errors.js';
import type { Fault, Format, Signature } from '../types.js';
import type { Description, FormatReader } from './formats/format-reader.js';
import { onnxReader } from './formats/onnx.js';
import { tfliteReader } from './formats/tflite.js';
import { pathFault } from './path-fault.js';

/** First form's name → this form's name; null: this form does not have it. */
export type NamesMap = Readonly<Record<string, string | null>>;

/** One committed file of a model. */
export interface Form {
  /** Relative to the repository's root, forward slashes. */
  readonly path: string;
  readonly absolute: string;
  /** Of the file and, behind it, of the files that belong to it. */
  readonly sha256: string;
  readonly bytes: number;
  readonly names: NamesMap;
  /** What it is; a fault when it cannot be read. */
  readonly content: Description | { readonly fault: Fault; readonly format: Format | null };
}

const READERS: readonly FormatReader[] = [onnxReader, tfliteReader];
/** Formats that a repository may hold; the others are made by converters. */
export const COMMITTED_FORMATS: readonly Format[] = READERS.map(({ format }) => format);
const HEAD = 64;
const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';

export function signatureOfForm(form: Form): Signature | null {
  return 'fault' in form.content ? null : form.content.signature;
}

/** The reader for a file: by the ending of its name or, failing that, by its content; null when it is no model. */
export function findReader(root: string, path: string): FormatReader | null {
  const extension = extname(path).toLowerCase();
  const byName = READERS.find(({ extensions }) => extensions.includes(extension));
  if (byName !== undefined) return byName;
  const absolute = join(root, path);
  const head = readHead(absolute);
  return 'fault' in head ? null : (READERS.find((reader) => reader.recognises(absolute, head.bytes)) ?? null);
}

/** Describes one file. A file that cannot be read is a form with a fault. */
export async function readForm(root: string, path: string, names: NamesMap = {}): Promise<Form> {
  const absolute = resolve(root, path);
  const fault = pathFault(root, path);
  const head = fault === null ? readHead(absolute) : { fault };
  if ('fault' in head)
    return { path, absolute, names, sha256: await hashOf([]), bytes: 0, content: { format: null, fault: head.fault } };
  const content = describe(root, path, head.bytes);
  const companions = 'fault' in content ? [] : content.companions;
  const files = [absolute, ...companions.map((name) => join(dirname(absolute), name))];
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return { path, absolute, names, sha256: await hashOf(files), bytes, content };
}

function describe(root: string, path: string, head: Uint8Array): Form['content'] {
  const reader = findReader(root, path);
  if (Buffer.from(head).toString('latin1').startsWith(LFS_POINTER))
    return {
      format: reader?.format ?? null,
      fault: {
        what: 'the file is a Git LFS pointer, not the model',
        why: 'the repository was checked out without its large files',
        next: 'set `lfs: true` on the actions/checkout step; here: git lfs pull',
      },
    };
  if (reader === null)
    return {
      format: null,
      fault: {
        what: 'no format that the gate knows has this content',
        next: 'portability list names the formats that the runtimes read',
      },
    };
  const read = reader.read(resolve(root, path));
  return 'fault' in read ? { fault: read.fault, format: reader.format } : read;
}

function readHead(path: string): { readonly bytes: Uint8Array } | { readonly fault: Fault } {
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(HEAD);
      return { bytes: buffer.subarray(0, readSync(file, buffer, 0, HEAD, 0)) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { fault: { what: 'the file cannot be read', why: messageOf(error).replaceAll(dirname(path), '.') } };
  }
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files)
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}
