import { execFile } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import type { Host } from '../../src/host/host.js';
import { requirementsOf } from '../../src/plan/column.js';
import type { OperatorQuestion } from '../../src/replay/operator-question.js';

/** How a script ended. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/**
 * Runs `run.py` with the interpreter of the environment that the gate made for the runtime, and with the packages of those
 * of the converters: in one environment of its own, they would be installed together.
 */
export async function runScriptHere(folder: string, { column, route }: OperatorQuestion, host: Host): Promise<Ended> {
  const { runtime, version } = column;
  if (runtime.language !== 'python' || runtime.file === undefined) throw new Error(`${runtime.id} is not in Python`);
  const facts = { ...runtime, file: runtime.file, language: 'python', dependencies: requirementsOf(column) } as const;
  const own = await preparePythonEnvironment(facts, version, host);
  const others = await Promise.all(route.map((step) => preparePythonEnvironment(step.converter, step.version, host)));
  const packages = await Promise.all(others.map(({ python }) => sitePackages(python)));
  const env = { ...process.env, PYTHONPATH: packages.join(delimiter) };
  return run(own.python, [join(folder, 'run.py')], dirname(folder), env);
}

async function sitePackages(python: string): Promise<string> {
  const { output } = await run(
    python,
    ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'],
    '/',
    process.env,
  );
  return output.trim();
}

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd, env, timeout: 300_000 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ status, output: status === 0 || status === 1 ? stdout : stdout + stderr });
    });
  });
}
