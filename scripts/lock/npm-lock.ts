import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { AdapterFacts } from '../../src/adapters/define.js';
import { parseNpmRequirement } from '../../src/environments/find-packages.js';
import { packageJson } from '../../src/environments/prepare-node-environment.js';
import type { Lock } from './locks.js';

const FLAGS = [
  '--package-lock-only',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
  '--omit-lockfile-registry-resolved',
];
/** The part of a package-lock.json about the package itself. */
const lockSchema = z.object({
  packages: z.object({ '': z.object({ dependencies: z.record(z.string(), z.string()) }) }),
});

/** The package-lock.json of a runtime's packages, as npm resolves them. */
export function npmLock({ id, dependencies }: Pick<AdapterFacts, 'id' | 'dependencies'>): Lock {
  const manifest = packageJson(id, dependencies.map(parseNpmRequirement));
  return {
    id,
    name: `${id}.package-lock.json`,
    fits: (text) =>
      isDeepStrictEqual(lockSchema.parse(JSON.parse(text)).packages[''].dependencies, manifest.dependencies),
    make: (scratch) => resolve(manifest, scratch),
  };
}

function resolve(manifest: ReturnType<typeof packageJson>, scratch: string): string {
  const lock = join(scratch, 'package-lock.json');
  rmSync(lock, { force: true });
  writeFileSync(join(scratch, 'package.json'), JSON.stringify(manifest));
  const shell = process.platform === 'win32';
  const { status } = spawnSync('npm', ['install', ...FLAGS], { cwd: scratch, stdio: ['ignore', 2, 2], shell });
  if (status !== 0) throw new Error(`npm cannot resolve ${manifest.name}; see above`);
  return readFileSync(lock, 'utf8');
}
