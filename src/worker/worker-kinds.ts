import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import type { RuntimeFacts } from '../adapters/define.js';
import type { Config } from '../config/schema.js';
import { findBrowser } from '../environments/find-browser.js';
import { prepareNodeEnvironment } from '../environments/prepare-node-environment.js';
import { preparePythonEnvironment } from '../environments/prepare-python-environment.js';
import { InfrastructureError } from '../errors.js';
import { findOnPath, isExecutable } from '../host/find-on-path.js';
import type { Host } from '../host/host.js';
import { type Column, optionsWithNeeds, requirementsOf } from '../plan/column.js';
import type { RouteStep } from '../plan/routes.js';
import type { Launcher } from '../sandbox/launcher.js';
import { commandFiles } from './command-files.js';
import { confinedCommand, type Harness } from './confined-command.js';
import { requireAllowed } from './foreign-code.js';
import type { WorkerKind } from './worker-pool.js';

/** What decides how workers are started. */
export interface WorkerContext {
  readonly host: Host;
  readonly launcher: Launcher;
  readonly config: Config;
  /** Whether code from the repository may run where workers are not isolated. */
  readonly allowCode: boolean;
}

/** Columns with equal keys share workers: the same runtime in the same environment. */
export function runtimeKey({ runtime, version, options, requirements = [] }: Column): string {
  // Two adapters may have one id: the package's, and the user's copy of it.
  const adapter = runtime.file ?? runtime.id;
  const made = optionsWithNeeds(runtime).map(([name]) => `${name}=${options[name]}`);
  return [version === undefined ? adapter : `${adapter}@${version}`, ...made, ...requirements].join(' ');
}

/** Workers of a column: its environment is created with network access, the workers start without. */
export function runtimeKind(column: Column, context: WorkerContext): WorkerKind {
  const { host, launcher, config } = context;
  return {
    key: runtimeKey(column),
    async prepare(signal) {
      await requireAllowed(column.runtime, column, context);
      const own = { ...host, signal };
      const { environment, ...harness } = await runtimeHarness(column, own);
      return { command: () => confinedCommand(harness, launcher, config, own), environment };
    },
  };
}

/**
 * Workers of a converter, in its pinned release or another.
 * @param requirements packages that the code of the model to be converted imports
 */
export function converterKind(
  { converter, version }: Pick<RouteStep, 'converter' | 'version'>,
  context: WorkerContext,
  requirements: readonly string[] = [],
): WorkerKind {
  const { host, launcher, config } = context;
  const facts = { ...converter, dependencies: [...converter.dependencies, ...requirements] };
  const release = version === undefined ? converter.file : `${converter.file}@${version}`;
  return {
    key: [release, ...requirements].join(' '),
    async prepare(signal) {
      await requireAllowed(converter, { version, requirements }, context);
      const own = { ...host, signal };
      const { key, python } = await preparePythonEnvironment(facts, version, own);
      const harness = await pythonHarness(python, converter.file, host);
      return { command: () => confinedCommand(harness, launcher, config, own), environment: key };
    },
  };
}

/** A harness, and the key of what is installed for it. */
interface Installed extends Harness {
  readonly environment: string;
}

async function pythonHarness(python: string, adapter: string, { assets }: Host): Promise<Harness> {
  const worker = join(assets, 'worker');
  // Not isolated (-I): the environment is ours, and that flag would ignore its fixed hash seed.
  const argv = [python, join(worker, 'harness.py'), adapter];
  return { argv, read: [environmentOf(python), await installationOf(python), worker, adapter] };
}

async function runtimeHarness(column: Column, host: Host): Promise<Installed> {
  const { runtime, version } = column;
  switch (runtime.language) {
    case 'node': {
      const browser = runtime.browser ? [await findBrowser(host, runtime.title)] : [];
      const { root } = await prepareNodeEnvironment(runtime, version, host);
      const harness = join(host.assets, 'worker', 'harness.js');
      const adapter = runtime.file ?? runtime.id;
      return {
        argv: [host.node, harness, adapter, root, ...browser],
        read: [
          host.node,
          await realpath(host.node),
          harness,
          ...manifestsAbove(harness),
          join(root, 'node_modules'),
          join(root, 'package.json'),
          ...(isAbsolute(adapter) ? [adapter] : []),
          ...(await Promise.all(browser.map(installationOf))),
        ],
        ...(runtime.browser && { devices: ['/dev/dri'], readsProcesses: true }),
        environment: root,
      };
    }
    case 'python': {
      const { file } = runtime;
      if (file === undefined) throw new Error(`${runtime.id} is a Python runtime without a file`);
      const facts = { ...runtime, file, language: 'python', dependencies: requirementsOf(column) } as const;
      const { python, key } = await preparePythonEnvironment(facts, version, host);
      return { ...(await pythonHarness(python, file, host)), environment: key };
    }
    case 'command': {
      const { file } = runtime;
      const [program, ...rest] = runtime.command ?? [];
      if (program === undefined || file === undefined) throw new Error(`${runtime.id} is a command and has none`);
      const found = await findProgram(program, runtime, host);
      const read = commandFiles(found, rest, file, runtime, host);
      return { argv: [found, ...rest], read, environment: found };
    }
  }
}

/** @throws InfrastructureError when there is no such executable */
async function findProgram(program: string, { id, file }: RuntimeFacts, host: Host): Promise<string> {
  const beside = isAbsolute(program);
  if (beside && (await isExecutable(program))) return program;
  const found = beside ? null : await findOnPath(host.env, program);
  if (found !== null) return found;
  throw new InfrastructureError({
    what: `the program of ${id} is missing or not executable`,
    ...(file !== undefined && { where: basename(file) }),
    why: `${beside && file !== undefined ? relative(dirname(file), program) : program} is not an executable file`,
    next: 'build it in a step before the gate',
  });
}

/** The folder of a virtual environment, from its interpreter. */
function environmentOf(python: string): string {
  return dirname(dirname(python));
}

/** Where a program is installed, behind links: the folder above a `bin` or a version manager's `shims`, else its own. */
async function installationOf(program: string): Promise<string> {
  const folder = dirname(await realpath(program));
  return ['bin', 'shims'].includes(basename(folder)) ? dirname(folder) : folder;
}

/** From it Node.js knows what kind of modules the files are. */
function manifestsAbove(file: string): string[] {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return [manifest];
    if (dirname(folder) === folder) return [];
  }
}
