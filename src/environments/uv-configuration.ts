import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import type { Host } from '../host/host.js';

const INDEX_KEYS = ['index', 'index-url', 'extra-index-url', 'find-links', 'no-index'];

const table = z.looseObject({ pip: z.looseObject({}).optional() });
const project = z.looseObject({ tool: z.looseObject({ uv: table.optional() }).optional() });

/** Whether one of uv's own configuration files, which uv itself reads, sets package indexes. */
export async function choosesIndexes(host: Host): Promise<boolean> {
  for (const file of configurationFiles(host)) {
    const settings = await readSettings(file);
    if ([settings, settings?.pip].some((keys) => INDEX_KEYS.some((key) => keys !== undefined && key in keys)))
      return true;
  }
  return false;
}

function configurationFiles({ env, cwd }: Host): string[] {
  if (env.UV_NO_CONFIG) return [];
  if (env.UV_CONFIG_FILE) return [env.UV_CONFIG_FILE];
  const user = env.XDG_CONFIG_HOME ?? env.APPDATA ?? (env.HOME === undefined ? undefined : join(env.HOME, '.config'));
  const system = env.PROGRAMDATA ?? '/etc';
  return [
    ...ancestors(cwd).flatMap((folder) => [join(folder, 'uv.toml'), join(folder, 'pyproject.toml')]),
    ...(user === undefined ? [] : [join(user, 'uv', 'uv.toml')]),
    join(system, 'uv', 'uv.toml'),
  ];
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

async function readSettings(file: string): Promise<z.infer<typeof table> | undefined> {
  try {
    const content = parse(await readFile(file, 'utf8'));
    return file.endsWith('pyproject.toml') ? project.parse(content).tool?.uv : table.parse(content);
  } catch {
    // Missing or invalid: uv reports that better.
    return undefined;
  }
}
