import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface NpmRequirement {
  readonly name: string;
  readonly version: string;
}

/** `name@version` in its parts; the name may have a scope. */
export function parseNpmRequirement(requirement: string): NpmRequirement {
  const at = requirement.lastIndexOf('@');
  if (at <= 0) throw new Error(`${requirement} is not of the form name@version`);
  return { name: requirement.slice(0, at), version: requirement.slice(at + 1) };
}

/**
 * The nearest folder from `start` upwards whose node_modules holds all packages in exactly these versions; null when
 * there is none.
 */
export async function findPackages(start: string, requirements: readonly NpmRequirement[]): Promise<string | null> {
  for (let folder = start; ; folder = dirname(folder)) {
    const versions = await Promise.all(requirements.map(({ name }) => installedVersion(folder, name)));
    if (requirements.every(({ version }, index) => versions[index] === version)) return folder;
    if (dirname(folder) === folder) return null;
  }
}

async function installedVersion(folder: string, name: string): Promise<string | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}
