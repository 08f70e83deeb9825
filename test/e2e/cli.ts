import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Files } from './dense-repository.js';

const CONFIG = 'portability.yml';

/** Limits that no machine reaches, however busy: what a test is about is not how fast it is. */
export const PATIENT = {
  limits: { seconds: 3600, start: 3600, convert: 3600 },
  noise: { seconds: 3600 },
};

/** A config in YAML, with patient limits where it sets none. */
export function patient(config: string): string {
  const missing = Object.entries(PATIENT).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(config));
  return [config.trimEnd(), ...missing.map(([key, value]) => `${key}: ${JSON.stringify(value)}`), ''].join('\n');
}

/** A git repository with the given files, all added; its config is patient. */
export async function repository(files: Files): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'gate-repository-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path === CONFIG ? patient(String(content)) : content);
  }
  await run('git', ['init', '--quiet', '.'], root);
  await run('git', ['add', '--all'], root);
  return root;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whoever runs the tests may like colours, sit at a narrow terminal, or be a runner. */
const NEUTRAL = { CI: '', NO_COLOR: '1', FORCE_COLOR: undefined, COLUMNS: undefined };

/**
 * The command line as a user calls it, from the build in lib/. Every cell runs, whatever an earlier test has left in the
 * cache; with a cache of its own a test decides itself.
 */
export function portability(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  if (args[0] === 'run' && env.PORTABILITY_CACHE === undefined && !args.includes('--all')) args = [...args, '--all'];
  return run(process.execPath, [resolve('lib/bin/cli.js'), ...args], cwd, { ...process.env, ...NEUTRAL, ...env });
}

export function run(
  file: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ended> {
  return new Promise((settle, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      settle({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}
