import { readdir, rm } from 'node:fs/promises';
import { join, posix, resolve, sep } from 'node:path';
import { UserError } from '../errors.js';
import { makeFolder } from '../host/make-folder.js';
import { requireOwnTarget } from '../host/own-target.js';
import { writeWhole } from '../host/write-whole.js';
import type { PackedTensor, Tensor, Values } from '../tensor/tensor.js';
import { hasSafetensorsDtype, writeSafetensors } from '../values/safetensors.js';
import { ARCHIVE_FORMATS } from './golden-case.js';
import { npyDescr } from './npy.js';
import { isNpzName, writeNpz } from './npz.js';
import { mergeProvenance, PROVENANCE, type Provenance } from './provenance.js';

export interface RecordedCase {
  readonly name: string;
  readonly inputs: Values;
  readonly outputs: Values;
  readonly provenance: Provenance;
}

export interface RecordOptions {
  /** Absolute path of the repository. */
  readonly root: string;
  readonly model: string;
  readonly overwrite: boolean;
}

/**
 * Writes `golden/<model id>/<case>.inputs.npz` and `<case>.outputs.npz` for every case, and their provenance to
 * `provenance.json`. Values that numpy's files cannot hold (bfloat16, 8-bit floats) are written as .safetensors.
 * Nothing is written unless everything can be.
 * @returns the files written, relative to the root, sorted
 * @throws UserError when a case exists and `overwrite` is false, or a value fits no format
 */
export async function recordGoldens(cases: readonly RecordedCase[], options: RecordOptions): Promise<string[]> {
  const folder = posix.join('golden', options.model);
  const absolute = resolve(options.root, folder);
  if (!absolute.startsWith(resolve(options.root, 'golden') + sep))
    throw new UserError({
      what: `model id ${options.model} cannot be the name of a folder`,
      next: 'give the model another `id:`',
    });
  requireOwnTarget(options.root, folder);
  const existing = await readdir(absolute).catch(() => []);
  const files = new Map<string, readonly Uint8Array[]>();
  const outdated: string[] = [];
  for (const { name, inputs, outputs } of cases) {
    requireCaseName(name);
    const old = existing.filter((file) => caseFiles(name).includes(file));
    if (old.length > 0 && !options.overwrite) throw alreadyThere(name, posix.join(folder, old[0] ?? ''));
    outdated.push(...old);
    for (const [role, values] of [
      ['inputs', inputs],
      ['outputs', outputs],
    ] as const) {
      const { extension, pieces } = await encode(`${name}.${role}`, values);
      files.set(`${name}.${role}.${extension}`, pieces);
    }
  }
  const provenance = await mergeProvenance(options.root, posix.join(folder, PROVENANCE), cases);
  files.set(PROVENANCE, [Buffer.from(provenance)]);
  for (const file of files.keys()) requireOwnTarget(options.root, posix.join(folder, file));
  await makeFolder(absolute);
  for (const [file, pieces] of files) await writeWhole(join(absolute, file), pieces);
  for (const file of outdated) if (!files.has(file)) await rm(join(absolute, file), { recursive: true });
  return [...files.keys()].map((file) => posix.join(folder, file)).sort();
}

/** The bytes of values in the first format that holds them. @throws UserError when none does */
export async function encode(
  what: string,
  values: Values,
): Promise<{ extension: string; pieces: readonly Uint8Array[] }> {
  const tensors = new Map<string, Tensor>();
  for (const [name, value] of Object.entries(values)) {
    if (value.kind === 'absent') continue;
    if (value.kind !== 'tensor') throw unfit(what, name, `a ${value.kind}`);
    tensors.set(name, value);
  }
  if ([...tensors].every(([name, value]) => fitsNpz(name, value)))
    return { extension: 'npz', pieces: [await writeNpz(tensors)] };
  const packed = new Map<string, PackedTensor>();
  for (const [name, value] of tensors) {
    if (value.dtype === 'string' || !hasSafetensorsDtype(value.dtype)) throw unfit(what, name, value.dtype);
    packed.set(name, value);
  }
  return { extension: 'safetensors', pieces: writeSafetensors(packed) };
}

function fitsNpz(name: string, value: Tensor): boolean {
  if (!isNpzName(name)) return false;
  if (value.dtype !== 'string') return npyDescr(value.dtype) !== null;
  // numpy drops NULs at the end of strings
  return !value.strings.some((string) => string.endsWith('\0') || !string.isWellFormed());
}

function caseFiles(name: string): string[] {
  const archives = ['', '.inputs', '.outputs'].flatMap((role) =>
    ARCHIVE_FORMATS.map((format) => `${name}${role}.${format}`),
  );
  return [name, ...archives];
}

function requireCaseName(name: string): void {
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u.test(name) || /\.(inputs|outputs)$/.test(name) || name === 'provenance')
    throw new UserError({
      what: `${JSON.stringify(name)} is not a valid name for a golden case`,
      next: 'use letters, digits, - and _',
    });
}

/** The refusal to replace a case. */
export function alreadyThere(name: string, path: string): UserError {
  return new UserError({
    what: `golden case ${name} already exists`,
    where: path,
    why: 'goldens define what the model must compute, so they are not replaced by accident',
    next: 'run `portability record` with --overwrite, or remove the file',
  });
}

function unfit(what: string, name: string, type: string): UserError {
  return new UserError({
    what: `${name} is ${type}, which cannot be recorded`,
    where: what,
    next: 'commit ONNX test data for this model (test_data_set_0/input_0.pb and output_0.pb)',
  });
}
