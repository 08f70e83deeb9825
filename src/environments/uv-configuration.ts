import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse, stringify } from 'smol-toml';
import { z } from 'zod';
import type { Host } from '../host/host.js';
import { settingsText } from './settings-text.js';

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

/**
 * A folder for uv to run in. Of the configuration that the repository has for uv, it holds where packages are and nothing
 * else: whoever writes the repository could have packages built, which runs their code here, whatever the command line
 * says, or have uv install another Python.
 */
export async function folderForUv(host: Host): Promise<string> {
  await mkdir(host.scratch, { recursive: true });
  const folder = await mkdtemp(join(host.scratch, 'uv-'));
  // uv looks no further than the first of these files, also where it is empty.
  await writeFile(join(folder, 'uv.toml'), stringify(await indexesOfRepository(host)));
  return folder;
}

/** Where the repository says that packages are, as uv would find it: in the nearest folder that has its configuration. */
export async function indexesOfRepository({ cwd }: Pick<Host, 'cwd'>): Promise<Record<string, unknown>> {
  for (const file of projectFiles(cwd)) {
    const settings = await readSettings(file);
    if (settings === undefined) continue;
    const pip = indexesIn(settings.pip ?? {}, dirname(file));
    return { ...indexesIn(settings, dirname(file)), ...(Object.keys(pip).length > 0 && { pip }) };
  }
  return {};
}

function indexesIn(settings: Readonly<Record<string, unknown>>, folder: string): Record<string, unknown> {
  const known = INDEX_KEYS.filter((key) => Object.hasOwn(settings, key));
  return Object.fromEntries(known.map((key) => [key, absolute(settings[key], folder, key === 'index')]));
}

/** With the paths that are relative to the file. @param named whether the entries are tables with an address */
function absolute(value: unknown, folder: string, named: boolean): unknown {
  if (typeof value === 'string') return /^[a-z][\w+.-]+:/i.test(value) ? value : resolve(folder, value);
  if (Array.isArray(value)) return value.map((one) => absolute(one, folder, named));
  if (!named || typeof value !== 'object' || value === null || !('url' in value)) return value;
  return { ...value, url: absolute(value.url, folder, false) };
}

function projectFiles(cwd: string): string[] {
  return ancestors(cwd).flatMap((folder) => [join(folder, 'uv.toml'), join(folder, 'pyproject.toml')]);
}

function configurationFiles({ env, cwd }: Host): string[] {
  if (env.UV_NO_CONFIG) return [];
  if (env.UV_CONFIG_FILE) return [env.UV_CONFIG_FILE];
  const user = env.XDG_CONFIG_HOME ?? env.APPDATA ?? (env.HOME === undefined ? undefined : join(env.HOME, '.config'));
  const system = env.PROGRAMDATA ?? '/etc';
  return [
    ...projectFiles(cwd),
    ...(user === undefined ? [] : [join(user, 'uv', 'uv.toml')]),
    join(system, 'uv', 'uv.toml'),
  ];
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

async function readSettings(file: string): Promise<z.infer<typeof table> | undefined> {
  const text = await settingsText(file);
  if (text === null) return undefined;
  try {
    const content = parse(text);
    return file.endsWith('pyproject.toml') ? project.parse(content).tool?.uv : table.parse(content);
  } catch {
    // Invalid: uv reports that better.
    return undefined;
  }
}
