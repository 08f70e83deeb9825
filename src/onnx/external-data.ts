import { lstatSync, type Stats } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { readHead, standInFault } from '../bytes/file-head.js';
import { byteLength } from '../tensor/dtype.js';
import type { Fault } from '../types.js';
import { dtypeOfOnnx } from './data-type.js';
import { forEachTensor } from './graph-walk.js';
import { onnx } from './proto/onnx.js';

/** A file beside the model that holds weights. */
export interface ExternalFile {
  /** As the model writes it, relative to the model's folder. */
  readonly path: string;
  readonly bytes: number;
}

/** Where a tensor's numbers are outside the model file. */
export interface ExternalPlace {
  /** As the model writes it; not checked. */
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

/**
 * The external data files that a model names, each checked: a regular file inside the model's folder, which cannot be a
 * file from elsewhere (no symbolic links, one hard link), large enough for what the model reads from it. Loaders have
 * let such paths escape more than once (CVE-2022-25882, CVE-2024-27318, CVE-2026-27489, CVE-2026-34446).
 */
export function findExternalFiles(
  modelPath: string,
  model: onnx.ModelProto,
): { files: ExternalFile[] } | { fault: Fault } {
  const needed = new Map<string, number>();
  let invalid = false;
  forEachTensor(model, {
    tensor(tensor) {
      const place = externalPlace(tensor);
      if (place === null) return;
      const { path, offset, length } = place;
      if (!isCount(offset) || !isCount(length) || !isPlainPath(path)) invalid = true;
      needed.set(path, Math.max(needed.get(path) ?? 0, offset + length));
    },
  });
  if (invalid) return { fault: { what: 'it has external data without a valid location' } };
  const files: ExternalFile[] = [];
  for (const [location, end] of [...needed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const checked = checkFile(dirname(modelPath), location, end);
    if ('fault' in checked) return checked;
    files.push(checked);
  }
  return { files };
}

/** Where a tensor's external data is, null when it is in the model file. A missing length follows from the shape. */
export function externalPlace({
  externalData,
  dataLocation,
  dataType,
  dims,
}: onnx.TensorProto.$Properties): ExternalPlace | null {
  if (dataLocation !== onnx.TensorProto.DataLocation.EXTERNAL) return null;
  const entries = new Map((externalData ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
  const dtype = dtypeOfOnnx(dataType ?? 0) ?? 'string';
  const elements = (dims ?? []).reduce<number>((product, size) => product * Number(size), 1);
  const length = entries.get('length') ?? (dtype === 'string' ? 0 : byteLength(dtype, elements));
  return { path: entries.get('location') ?? '', offset: Number(entries.get('offset') ?? 0), length: Number(length) };
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** ONNX Runtime takes paths that start with `*` and a slash for memory addresses. */
const isPlainPath = (path: string): boolean => path !== '' && !path.includes('\0') && !path.startsWith('*/');

const BESIDE =
  'save the model again with its data beside it: onnx.save(onnx.load(path), path, save_as_external_data=True, location="net.data")';

/** Paths are not normalised before the check: when `link` is a link, `link/..` is not the folder that it seems to be. */
function checkFile(folder: string, location: string, end: number): ExternalFile | { fault: Fault } {
  const what = `its external data file ${JSON.stringify(location)} `;
  if (location.includes('\\'))
    return {
      fault: {
        what: `${what}is written with a backslash`,
        why: 'only Windows takes it for a path separator',
        next: BESIDE,
      },
    };
  const parts = location.split('/').filter((part) => part !== '.' && part !== '');
  if (posix.isAbsolute(location) || /^[A-Za-z]:/.test(location) || parts.includes('..') || parts.length === 0)
    return {
      fault: {
        what: `${what}is outside the model's folder`,
        why: 'a model may only read data beside it',
        next: BESIDE,
      },
    };
  let stats: Stats | undefined;
  let step = folder;
  for (const part of parts) {
    if (stats !== undefined && !stats.isDirectory()) return { fault: missing(what) };
    step = join(step, part);
    try {
      stats = lstatSync(step, { throwIfNoEntry: false });
    } catch {
      // It may not be looked at, or has a name that no file has.
      return { fault: { what: `${what}cannot be read`, next: 'check its name, and who may read it' } };
    }
    if (stats === undefined) return { fault: missing(what) };
    if (stats.isSymbolicLink())
      return {
        fault: {
          what: `${what}is reached through a symbolic link`,
          why: 'links can lead out of the repository',
          next: 'commit the file itself beside the model',
        },
      };
  }
  if (stats === undefined || !stats.isFile()) return { fault: { what: `${what}is not a regular file` } };
  if (stats.nlink > 1)
    return { fault: { what: `${what}has several hard links`, why: 'it may be a file from outside the repository' } };
  const head = readHead(step);
  const standIn = 'fault' in head ? head.fault : standInFault(head.bytes, what.trimEnd(), 'the weights');
  if (standIn !== null) return { fault: standIn };
  if (stats.size < end)
    return {
      fault: {
        what: `${what}has ${stats.size} bytes, but the model needs ${end}`,
        next: 'export or copy the model again, with all of its data',
      },
    };
  return { path: location, bytes: stats.size };
}

function missing(what: string): Fault {
  return {
    what: `${what}is missing`,
    next: 'commit it beside the model, or check out with lfs: true when it is in Git LFS',
  };
}
