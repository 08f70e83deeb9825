import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { UserError } from '../errors.js';
import { makeFolder } from '../host/make-folder.js';
import { requireOwnTarget } from '../host/own-target.js';
import { writeWhole } from '../host/write-whole.js';
import type { Values } from '../tensor/tensor.js';
import type { GoldenCase, GoldenFiles } from './golden-case.js';
import { writeNpy } from './npy.js';
import { mergeProvenance, PROVENANCE, type Provenance } from './provenance.js';
import { alreadyThere, encode, type RecordOptions } from './record.js';

/** Outputs for inputs that are committed. */
export interface RecordedOutputs {
  readonly committed: GoldenCase;
  readonly outputs: Values;
  readonly provenance: Provenance;
}

/**
 * Writes outputs beside the committed inputs, which stay as they are, and their provenance to `provenance.json` there.
 * Nothing is written unless everything can be.
 * @returns the files written, relative to the root, sorted
 * @throws UserError when a case has outputs and `overwrite` is false, or they fit no format
 */
export async function recordOutputs(
  cases: readonly RecordedOutputs[],
  { root, overwrite }: Pick<RecordOptions, 'root' | 'overwrite'>,
): Promise<string[]> {
  const files = new Map<string, readonly Uint8Array[]>();
  const outdated: string[] = [];
  const folders = new Map<string, { readonly name: string; readonly provenance: Provenance }[]>();
  for (const { committed, outputs, provenance } of cases) {
    const { name, source, inputs, expected } = committed;
    if (expected !== null && !overwrite) throw alreadyThere(name, pathsOf(expected)[0] ?? source);
    if (expected !== null) outdated.push(...pathsOf(expected));
    for (const [path, pieces] of await filesFor(name, source, inputs, outputs)) files.set(path, pieces);
    const folder = posix.dirname(source);
    folders.set(folder, [...(folders.get(folder) ?? []), { name, provenance }]);
  }
  for (const [folder, its] of folders) {
    const path = posix.join(folder, PROVENANCE);
    files.set(path, [Buffer.from(await mergeProvenance(root, path, its))]);
  }
  for (const path of [...files.keys(), ...outdated]) requireOwnTarget(root, path);
  for (const [path, pieces] of files) {
    await makeFolder(join(root, posix.dirname(path)));
    await writeWhole(join(root, path), pieces);
  }
  for (const path of outdated) if (!files.has(path)) await rm(join(root, path));
  return [...files.keys()].sort();
}

async function filesFor(
  name: string,
  source: string,
  inputs: GoldenFiles,
  outputs: Values,
): Promise<(readonly [string, readonly Uint8Array[]])[]> {
  switch (inputs.layout) {
    case 'archive': {
      const { extension, pieces } = await encode(`${name}.outputs`, outputs);
      return [[posix.join(posix.dirname(inputs.path), `${name}.outputs.${extension}`), pieces]];
    }
    case 'npy-folder':
      return Object.entries(outputs).map(([output, value]) => {
        if (value.kind !== 'tensor')
          throw new UserError({
            what: `${output} is a ${value.kind}, which cannot be recorded as .npy`,
            where: source,
            next: 'commit the inputs as <case>.inputs.npz or as ONNX test data with its outputs',
          });
        return [posix.join(source, 'outputs', `${output}.npy`), [writeNpy(value)]];
      });
    case 'onnx-test-data':
      throw new UserError({
        what: 'outputs of ONNX test data are not recorded',
        where: source,
        next: 'commit output_0.pb beside input_0.pb, or the inputs as <case>.inputs.npz',
      });
  }
}

function pathsOf(files: GoldenFiles): string[] {
  return files.layout === 'archive' ? [files.path] : files.files.map(({ path }) => path);
}
