import { copyFileSync, existsSync, linkSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { hashOf, type Manifest, readManifest } from './manifest.js';
import { isPublished } from './publish-folder.js';
import { RECORD, type RecordedFile, recordedFiles } from './recorded-files.js';

/**
 * Takes the bytecode of packages from environments that hold the same files: large ones, such as PyTorch and TensorFlow, are
 * in many, and take longer to compile than to install. Only what the other environment wrote down when it was made is
 * taken; what cannot be had is left to the compiler.
 * @param folder the environment that is being made
 * @param environments the folder of the others
 * @param tag how the interpreter calls its bytecode, such as `cpython-312`
 */
export async function borrowBytecode(folder: string, environments: string, tag: string): Promise<void> {
  const missing = new Set(recordsBelow(folder));
  for (const name of foldersIn(environments)) {
    const other = join(environments, name);
    const shared = [...missing].filter((record) => existsSync(join(other, record)));
    if (shared.length === 0 || !(await isPublished(other))) continue;
    const manifest = await readManifest(other);
    if (manifest === null) continue;
    for (const record of shared) {
      for (const [path, file] of recordedFiles(folder, record))
        if (path.endsWith('.py')) borrow(path, file, { folder, other, manifest, tag });
      missing.delete(record);
    }
  }
}

interface Between {
  readonly folder: string;
  readonly other: string;
  /** Of the other. */
  readonly manifest: Readonly<Manifest>;
  readonly tag: string;
}

function borrow(path: string, { hash, size }: RecordedFile, { folder, other, manifest, tag }: Between): void {
  const bytecode = posix.join(posix.dirname(path), '__pycache__', `${basename(path, '.py')}.${tag}.pyc`);
  const source = manifest[path];
  const compiled = manifest[bytecode];
  if (!Array.isArray(source) || !Array.isArray(compiled)) return;
  const [knownSize, changed, , knownHash] = source;
  // Bytecode is only good for a source of this time and size.
  if (knownHash !== hash || knownSize !== size || lstatSync(join(folder, path)).mtimeMs !== changed) return;
  const from = join(other, bytecode);
  const to = join(folder, bytecode);
  try {
    if (hashOf(from) !== compiled[3]) return;
    mkdirSync(dirname(to), { recursive: true });
    linkOrCopy(from, to);
  } catch {
    // It may have gone meanwhile.
  }
}

/** As the installer does: see its link mode. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function recordsBelow(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.map((path) => path.replaceAll('\\', '/')).filter((path) => path.endsWith(RECORD));
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
