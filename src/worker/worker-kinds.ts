import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import type { ConverterFacts, RuntimeFacts } from '../adapters/define.js';
import type { Config } from '../config/schema.js';
import { findBrowser } from '../environments/find-browser.js';
import { findOnPath, isExecutable } from '../environments/find-on-path.js';
import { prepareNodeEnvironment } from '../environments/prepare-node-environment.js';
import { preparePythonEnvironment } from '../environments/prepare-python-environment.js';
import { InfrastructureError } from '../errors.js';
import type { Host } from '../host/host.js';
import { type Column, optionsWithNeeds, requirementsOf } from '../plan/column.js';
import type { Launcher } from '../sandbox/launcher.js';
import { confinedCommand } from './confined-command.js';
import type { WorkerKind } from './worker-pool.js';

/** What decides how workers are started. */
export interface WorkerContext {
  readonly host: Host;
  readonly launcher: Launcher;
  readonly config: Config;
}

/** Columns with equal keys share workers: the same runtime in the same environment. */
export function runtimeKey({ runtime, version, options, requirements = [] }: Column): string {
  // Two adapters may have one id: the package's, and the user's copy of it.
  const adapter = runtime.file ?? runtime.id;
  const made = optionsWithNeeds(runtime).map(([name]) => `${name}=${options[name]}`);
  return [version === undefined ? adapter : `${adapter}@${version}`, ...made, ...requirements].join(' ');
}

/** Workers of a column: its environment is created with network access, the workers start without. */
export function runtimeKind(column: Column, { host, launcher, config }: WorkerContext): WorkerKind {
  return {
    key: runtimeKey(column),
    async prepare(signal) {
      const own = { ...host, signal };
      const { argv, environment } = await runtimeHarness(column, own);
      return { command: await confinedCommand(argv, launcher, config, own), environment };
    },
  };
}

/** @param requirements packages that the code of the model to be converted imports */
export function converterKind(
  converter: ConverterFacts,
  { host, launcher, config }: WorkerContext,
  requirements: readonly string[] = [],
): WorkerKind {
  const facts = { ...converter, dependencies: [...converter.dependencies, ...requirements] };
  return {
    key: [converter.file, ...requirements].join(' '),
    async prepare(signal) {
      const own = { ...host, signal };
      const { key, python } = await preparePythonEnvironment(facts, undefined, own);
      const argv = [python, join(host.assets, 'worker', 'harness.py'), converter.file];
      return { command: await confinedCommand(argv, launcher, config, own), environment: key };
    },
  };
}

interface Harness {
  readonly argv: readonly string[];
  readonly environment: string;
}

async function runtimeHarness(column: Column, host: Host): Promise<Harness> {
  const { runtime, version } = column;
  switch (runtime.language) {
    case 'node': {
      const browser = runtime.browser ? [await findBrowser(host, runtime.title)] : [];
      const { root } = await prepareNodeEnvironment(runtime, version, host);
      const harness = join(host.assets, 'worker', 'harness.js');
      return { argv: [host.node, harness, runtime.file ?? runtime.id, root, ...browser], environment: root };
    }
    case 'python': {
      const { file } = runtime;
      if (file === undefined) throw new Error(`${runtime.id} is a Python runtime without a file`);
      const facts = { ...runtime, file, language: 'python', dependencies: requirementsOf(column) } as const;
      const { python, key } = await preparePythonEnvironment(facts, version, host);
      // Not isolated (-I): the environment is ours, and that flag would ignore its fixed hash seed.
      return { argv: [python, join(host.assets, 'worker', 'harness.py'), file], environment: key };
    }
    case 'command': {
      const [program, ...rest] = runtime.command ?? [];
      if (program === undefined) throw new Error(`${runtime.id} is a command and has none`);
      const found = await findProgram(program, runtime, host);
      return { argv: [found, ...rest], environment: found };
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
