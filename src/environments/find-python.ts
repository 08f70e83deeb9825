import { readFileSync, statSync } from 'node:fs';
import type { PythonAdapterFacts } from '../adapters/define.js';
import { InfrastructureError } from '../errors.js';
import { apartFromRepository, findOnPath } from '../host/find-on-path.js';
import type { Host } from '../host/host.js';
import { installerEnvironment } from '../sandbox/env.js';
import { findUv } from './find-uv.js';
import { installedPythons } from './installed-pythons.js';
import { type Python, probePython } from './probe-python.js';
import { satisfies } from './python-version.js';
import { runTool } from './run-tool.js';
import { folderForUv } from './uv-configuration.js';

/** In this order; the first one that fits is what a user means by "my Python". */
const NAMES = ['python3', 'python'];
const MOST_SHIM_BYTES = 1 << 16;
const FIND_SECONDS = 60;
const DOWNLOAD_SECONDS = 600;

/** All interpreters on the PATH under the usual names that run, each once. */
export async function pythonsOnPath(host: Host): Promise<Python[]> {
  const pythons = await Promise.all((await commandsOnPath(host)).map((file) => probePython(file, host)));
  const found = pythons.filter((python) => python !== null);
  // Both names usually lead to the same one.
  return found.filter(({ executable }, index) => found.findIndex((one) => one.executable === executable) === index);
}

/** What the names lead to. Equal commands give equal answers, for which version managers start thirty processes each. */
async function commandsOnPath(host: Host): Promise<string[]> {
  const env = apartFromRepository(host);
  const files = await Promise.all(NAMES.map((name) => findOnPath(env, name)));
  const found = files.filter((file) => file !== null);
  const texts = found.map(shimText);
  return found.filter((_, index) => {
    const text = texts[index] ?? null;
    return text === null || texts.indexOf(text) === index;
  });
}

/** A script, as those of version managers; null for a program. */
function shimText(file: string): string | null {
  const isShort = statSync(file).size <= MOST_SHIM_BYTES;
  const text = isShort ? readFileSync(file, 'latin1') : '';
  return text.startsWith('#!') ? text : null;
}

/**
 * A Python that the adapter can be installed for: one on the PATH, else one that is installed elsewhere, else one that
 * uv finds. uv downloads one only when the user allows that with UV_PYTHON_DOWNLOADS.
 * @throws InfrastructureError when there is none
 */
export async function findPython(
  { id, requiresPython }: Pick<PythonAdapterFacts, 'id' | 'requiresPython'>,
  host: Host,
): Promise<Python> {
  const present: Python[] = [];
  const found = await presentPython(requiresPython, host, present);
  if (found !== null) return found;
  const known = await findWithUv(requiresPython, host, present).catch((error: unknown) => {
    // Without any Python, uv cannot be installed either: the missing Python is the error to report.
    if (error instanceof InfrastructureError && present.length === 0) return null;
    throw error;
  });
  if (known !== null && satisfies(known.version, requiresPython)) return known;
  const seen = [...new Set(present.map(({ version }) => version))];
  throw new InfrastructureError({
    what: `no Python ${requiresPython} was found`,
    where: `adapter ${id}`,
    why: seen.length === 0 ? 'there is no working python3 on the PATH' : `the PATH has Python ${seen.join(' and ')}`,
    next: 'install a newer Python (in a workflow: actions/setup-python), or set UV_PYTHON_DOWNLOADS=automatic to let uv download one',
  });
}

/**
 * Starts to ask the interpreters that `findPython` asks, so that it need not wait for their answers: version managers
 * take a tenth of a second to start one.
 */
export function lookForPythons(specifiers: Iterable<string>, host: Host): void {
  for (const specifier of new Set(specifiers)) presentPython(specifier, host, []).catch(() => {});
}

/**
 * One on the PATH or installed elsewhere that fits; null when there is none.
 * @param seen where those on the PATH that do not fit are noted
 */
async function presentPython(specifier: string, host: Host, seen: Python[]): Promise<Python | null> {
  for (const file of await commandsOnPath(host)) {
    const python = await probePython(file, host);
    if (python !== null && satisfies(python.version, specifier)) return python;
    if (python !== null) seen.push(python);
  }
  for (const file of await installedPythons(host)) {
    const python = await probePython(file, host);
    if (python !== null && satisfies(python.version, specifier)) return python;
  }
  return null;
}

async function findWithUv(specifier: string, host: Host, pythons: readonly Python[]): Promise<Python | null> {
  const uv = await findUv(host, pythons);
  const env = { ...installerEnvironment(host), UV_NO_PROGRESS: '1' };
  const options = { cwd: await folderForUv(host), env, timeoutSeconds: FIND_SECONDS, signal: host.signal };
  const mayDownload = /^(automatic|auto|true|1)$/i.test(host.env.UV_PYTHON_DOWNLOADS ?? '');
  if (mayDownload)
    await runTool(uv, ['python', 'install', specifier], { ...options, timeoutSeconds: DOWNLOAD_SECONDS });
  const { status, stdout } = await runTool(
    uv,
    ['python', 'find', '--system', '--no-python-downloads', specifier],
    options,
  );
  return status === 0 ? probePython(stdout.trim(), host) : null;
}
