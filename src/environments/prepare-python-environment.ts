import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PythonAdapterFacts } from '../adapters/define.js';
import type { Host } from '../host/host.js';
import { borrowBytecode } from './borrow-bytecode.js';
import { cachedFolder } from './cached-folder.js';
import { compileBytecode } from './compile-bytecode.js';
import { contentKey } from './content-key.js';
import { findLock, nextStep } from './find-lock.js';
import { findPython } from './find-python.js';
import { installError } from './install-error.js';
import type { Python } from './probe-python.js';
import { openUv, type Uv } from './uv.js';

export interface PythonEnvironment {
  /** Identifies what is installed and for which machine: equal keys, equal environments. */
  readonly key: string;
  /** Path of the interpreter. */
  readonly python: string;
  readonly cached: boolean;
}

/** Folder of the cache. */
const ENVIRONMENTS = 'environments';
const VENV_SECONDS = 120;
const INSTALL_SECONDS = 1800;

/**
 * The environment that an adapter runs in, created when it is not in the cache. Adapters with equal locks share one.
 * Only wheels whose hashes are locked are installed, and none of their code is run.
 * @param version release of the main package instead of the one the adapter pins
 * @throws InfrastructureError when no Python fits or the packages cannot be fetched; UserError when `version` cannot be
 */
export async function preparePythonEnvironment(
  facts: PythonAdapterFacts,
  version: string | undefined,
  host: Host,
): Promise<PythonEnvironment> {
  const python = await findPython(facts, host);
  let uv: Promise<Uv> | undefined;
  const open = () => (uv ??= openUv(python, host));
  const lock = await findLock(facts, version, python, open, host);
  // A virtual environment refers to its interpreter by path, so the path is part of the key.
  const key = contentKey([lock, process.platform, process.arch, python]);
  const { folder, cached } = await cachedFolder(host, join(ENVIRONMENTS, key), async (target) => {
    host.log.progress(`installing ${facts.title}`);
    await install(facts, lock, target, python, await open());
    await borrowBytecode(target, join(host.cache, ENVIRONMENTS), python.bytecodeTag);
    await compileBytecode(target, python, host);
  });
  return { key, python: interpreterIn(folder), cached };
}

async function install(facts: PythonAdapterFacts, lock: string, target: string, python: Python, uv: Uv): Promise<void> {
  const where = `adapter ${facts.id}`;
  const venv = await uv.run(
    ['venv', '--quiet', '--relocatable', '--allow-existing', '--python', python.executable, target],
    VENV_SECONDS,
  );
  if (venv.status !== 0)
    throw installError(
      { what: 'the virtual environment cannot be created', where, next: `check that Python ${python.version} works` },
      venv,
    );
  const requirements = join(target, 'requirements.txt');
  await mkdir(dirname(requirements), { recursive: true });
  await writeFile(requirements, lock);
  const run = await uv.run(
    [
      'pip',
      'sync',
      '--quiet',
      '--python',
      interpreterIn(target),
      '--require-hashes',
      '--only-binary',
      ':all:',
      // Environments share large packages. Where files cannot be cloned uv makes hard links, to files that no isolated worker
      // can write to.
      '--link-mode',
      'clone',
      // It would start Python in the environment: see compileBytecode.
      '--no-compile-bytecode',
      ...uv.index.args,
      requirements,
    ],
    INSTALL_SECONDS,
  );
  if (run.status !== 0)
    throw installError(
      {
        what: `${facts.title} cannot be installed`,
        where: `${where}, ${uv.index.description}`,
        next: nextStep(facts.package),
      },
      run,
    );
}

function interpreterIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}
