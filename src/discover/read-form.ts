import { statSync } from 'node:fs';
import { basename, dirname, extname, join, posix, resolve } from 'node:path';
import { readHead, standInFault } from '../bytes/file-head.js';
import type { Fault, Format } from '../types.js';
import type { NamesMap } from '../values/correspondence.js';
import { compiledFault } from './compiled-file.js';
import { FOLDER_READERS, findFolderReader, isFolder, readFolderForm } from './folder-form.js';
import type { Form } from './form.js';
import type { Description, FormatReader } from './formats/format-reader.js';
import { READERS } from './formats/readers.js';
import { hashFiles } from './hash-files.js';
import { hollowFault, mayHoldModel } from './hollow-file.js';
import { pathFault } from './path-fault.js';
import { sizeFault } from './size-fault.js';
import { statsAt } from './stats-at.js';

/** Formats that a repository may hold; the others are made by converters. */
export const COMMITTED_FORMATS: readonly Format[] = [
  ...new Set([...READERS, ...FOLDER_READERS].map(({ format }) => format)),
];

/** The reader for a file: by the ending of its name or else by its content; null when it is not a model. */
export function findReader(root: string, path: string): FormatReader | null {
  const byName = readerByName(path);
  if (byName !== undefined) return byName;
  const absolute = join(root, path);
  const head = readHead(absolute);
  return 'fault' in head ? null : (READERS.find((reader) => reader.recognises(absolute, head.bytes)) ?? null);
}

/** Whether a file may be a model by the ending of its name, when its content cannot be read. */
export function namedLikeModel(path: string): boolean {
  return readerByName(path) !== undefined || mayHoldModel(path);
}

function readerByName(path: string): FormatReader | undefined {
  const extension = extname(path).toLowerCase();
  return READERS.find(({ extensions }) => extensions.includes(extension));
}

/** Describes one file or folder. What cannot be read becomes a form with a fault. */
export async function readForm(root: string, path: string, names: NamesMap = {}): Promise<Form> {
  const folderReader = isFolder(root, path) ? findFolderReader(root, path) : null;
  if (folderReader !== null) return readFolderForm(root, path, names, folderReader);
  const absolute = resolve(root, path);
  const unreachable = pathFault(root, path);
  const head = unreachable === null ? readHead(absolute) : { fault: unreachable };
  if ('fault' in head)
    return {
      path,
      absolute,
      files: [],
      names,
      sha256: await hashFiles([]),
      bytes: 0,
      content: { format: null, fault: head.fault },
    };
  const described = describe(root, path, head.bytes);
  const lost =
    'fault' in described
      ? null
      : (companionFault(root, path, described.companions) ?? nothingFault(described) ?? sizeFault(described.signature));
  const companions = 'fault' in described || lost !== null ? [] : described.companions;
  const files = [basename(absolute), ...companions].map((to) => ({ from: join(dirname(absolute), to), to }));
  const bytes = files.reduce((sum, { from }) => sum + statSync(from).size, 0);
  const sha256 = await hashInTime(files.map(({ from }) => from));
  const fault = lost ?? (sha256 === null ? ENDLESS : null);
  const content = fault === null ? described : { fault, format: described.format };
  return { path, absolute, files, names, sha256: sha256 ?? (await hashFiles([])), bytes, content };
}

/** Null when it takes too long. */
async function hashInTime(files: readonly string[]): Promise<string | null> {
  const end = AbortSignal.timeout(HASH_SECONDS * 1000);
  try {
    return await hashFiles(files, end);
  } catch (error) {
    if (end.aborted) return null;
    throw error;
  }
}

/** A hundred gigabytes from a slow disk. */
const HASH_SECONDS = 900;

const ENDLESS: Fault = {
  what: `the file takes more than ${HASH_SECONDS} s to read`,
  next: 'commit a smaller model, or try again on a machine with a faster disk',
};

/** Set when a model computes nothing that could be compared. Keras names the outputs of some models only when it runs. */
function nothingFault({ format, signature }: Description): Fault | null {
  if (signature?.outputs.length === 0 && format !== 'keras') return NOTHING;
  const ports = [...(signature?.inputs ?? []), ...(signature?.outputs ?? [])];
  return ports.some(({ name }) => name === UNUSABLE_NAME) ? UNUSABLE : null;
}

/** No object of JavaScript, and no JSON that it reads, has it as a key like others. */
const UNUSABLE_NAME = '__proto__';
const UNUSABLE: Fault = {
  what: `an input or output is called ${UNUSABLE_NAME}`,
  why: 'the gate, and every other program in JavaScript that runs the model, cannot pass a tensor of that name',
  next: 'export the model with another name for it',
};

const NOTHING: Fault = {
  what: 'the model has no outputs',
  why: 'the file declares none, or is damaged',
  next: 'export it again, with the outputs that its users read',
};

/** Set when a file that belongs to a model is reached through a link that leads out of the working directory. */
function companionFault(root: string, path: string, companions: readonly string[]): Fault | null {
  for (const name of companions) {
    const fault = pathFault(root, posix.join(posix.dirname(path), name));
    if (fault !== null) return { ...fault, what: `${name}: ${fault.what}` };
  }
  return null;
}

/**
 * Describes `path` (absolute) as a model of that format; null when the gate has no reader for the format. Files that
 * belong to it must lie beside it, or be links within its folder.
 */
export function describeAs(format: Format, path: string): Description | { readonly fault: Fault } | null {
  const isDirectory = statsAt(path)?.isDirectory() === true;
  const readers = isDirectory ? FOLDER_READERS : READERS;
  const read = readers.find((one) => one.format === format)?.read(path) ?? null;
  if (read === null || 'fault' in read) return read;
  const lost = isDirectory ? null : companionFault(dirname(path), basename(path), read.companions);
  const fault = lost ?? sizeFault(read.signature);
  return fault === null ? read : { fault };
}

const UNKNOWN: Fault = {
  what: 'the content is in no format that the gate supports',
  next: 'run `portability list`, which lists the formats that runtimes read',
};

/** Objects of Python in bytes: only the program that wrote them can read them. */
const PICKLE: Fault = {
  what: 'the file is a Python pickle, not a model in a format of its own',
  why: 'loading a pickle runs whatever code is in it, and needs the packages that wrote it',
  next: 'export the model and commit that instead: scikit-learn with skl2onnx.to_onnx, gradient boosting with onnxmltools, PyTorch with torch.export.save',
};
/** Of protocols 2 to 5. */
const isPickle = (path: string, [first, protocol = 0]: Uint8Array): boolean =>
  /\.(?:pkl|pickle|joblib)$/i.test(path) || (first === 0x80 && protocol >= 2 && protocol <= 5);

function almostFault(root: string, path: string, head: Uint8Array): Fault | null {
  const hollow = hollowFault(resolve(root, path));
  if (hollow !== null) return hollow;
  for (const { almost } of READERS) {
    const fault = almost?.(resolve(root, path), head) ?? null;
    if (fault !== null) return fault;
  }
  return isPickle(path, head) ? PICKLE : compiledFault(path, head);
}

function describe(root: string, path: string, head: Uint8Array): Form['content'] {
  const reader = findReader(root, path);
  const standIn = standInFault(head);
  if (standIn !== null) return { format: reader?.format ?? null, fault: standIn };
  if (reader === null) return { format: null, fault: almostFault(root, path, head) ?? UNKNOWN };
  const read = reader.read(resolve(root, path));
  return 'fault' in read ? { fault: read.fault, format: reader.format } : read;
}
