/** Models that are programs: a class or a function in a file of the user, with its weights. */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, posix, resolve } from 'node:path';
import { readHead, standInFault } from '../bytes/file-head.js';
import type { CodeEntry } from '../config/schema.js';
import type { Host } from '../host/host.js';
import type { Fault, Format } from '../types.js';
import type { Form } from './form.js';
import { hashFiles } from './hash-files.js';
import { pathFault } from './path-fault.js';

/** The folder beside the description that holds the repository's files. */
export const CODE_ROOT = 'repository';

/** The path under which such a form is known, as in src/net.py:Net. */
export function codePath(entry: CodeEntry): string {
  return 'module' in entry ? entry.module : entry.function;
}

/**
 * The form that an entry describes. None of the program's code is run here. A worker gets a description of it:
 *
 *   {"root": "repository", "file": "repository/src/net.py", "name": "Net", "weights": "repository/…" or null,
 *    "arguments": {…}}
 *
 * with paths relative to its own folder, in which `repository` holds the file, the weights, every committed Python file,
 * and committed files that are among the arguments.
 * @param files committed files, because a program may import any of the Python files among them
 */
export async function readCodeForm(
  entry: CodeEntry,
  path: string,
  files: readonly string[],
  host: Host,
): Promise<Form> {
  const format: Format = 'module' in entry ? 'pytorch-module' : 'jax-function';
  const [file = '', name = ''] = path.split(':');
  const needed = [file, ...(entry.weights === undefined ? [] : [entry.weights]), ...filesNamed(entry, file, files)];
  const faults = needed.flatMap((one) => faultOf(host.cwd, one));
  const description = {
    root: CODE_ROOT,
    file: posix.join(CODE_ROOT, file),
    name,
    weights: entry.weights === undefined ? null : posix.join(CODE_ROOT, entry.weights),
    arguments: entry.arguments,
  };
  const there = needed.filter((one) => pathFault(host.cwd, one) === null);
  const imported = files.filter(
    (one) => one.endsWith('.py') && !there.includes(one) && pathFault(host.cwd, one) === null,
  );
  const committed = [...there, ...imported];
  const content = await hashFiles(committed.map((one) => resolve(host.cwd, one)));
  const sha256 = createHash('sha256')
    .update(JSON.stringify([content, path, entry.arguments, ...entry.requirements]))
    .digest('hex');
  const folder = join(host.scratch, 'code');
  await mkdir(folder, { recursive: true });
  const absolute = join(folder, `${sha256.slice(0, 16)}.json`);
  await writeFile(absolute, JSON.stringify(description));
  const [fault] = faults;
  return {
    path,
    absolute,
    files: [
      { from: absolute, to: basename(absolute) },
      ...committed.map((one) => ({ from: resolve(host.cwd, one), to: posix.join(CODE_ROOT, one) })),
    ],
    sha256,
    bytes: there.reduce((sum, one) => sum + statSync(resolve(host.cwd, one)).size, 0),
    names: {},
    ...(entry.requirements.length > 0 && { requirements: entry.requirements }),
    content:
      fault === undefined ? { format, signature: null, companions: [], code: ['is a program'] } : { format, fault },
  };
}

/** Committed files that arguments of the program name, from the root or from the folder of its file. */
function filesNamed({ arguments: given }: CodeEntry, file: string, files: readonly string[]): string[] {
  const named = Object.values(given).flatMap((value) =>
    typeof value === 'string' ? [posix.normalize(value), posix.join(posix.dirname(file), value)] : [],
  );
  return [...new Set(named)].filter((one) => !one.endsWith('.py') && files.includes(one));
}

function faultOf(root: string, path: string): Fault[] {
  const missing = pathFault(root, path);
  const head = missing === null ? readHead(join(root, path)) : { fault: missing };
  const fault = 'fault' in head ? head.fault : standInFault(head.bytes);
  return fault === null ? [] : [{ ...fault, what: `${path}: ${fault.what}` }];
}
