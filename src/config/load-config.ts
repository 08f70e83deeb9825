import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { messageOf, UserError } from '../errors.js';
import { linkAway } from '../host/own-target.js';
import { regularText } from '../host/regular-text.js';
import { CERTAIN, type ParsedConfig, parseConfig } from './parse-config.js';
import { configSchema } from './schema.js';

/** Thousands of models fit. */
export const MOST_CONFIG_BYTES = 1 << 20;

/** Where the configuration is looked for; the first file found is used. */
export const PLACES = ['portability.yml', 'portability.yaml', '.github/portability.yml', '.github/portability.yaml'];

/** The path of the configuration that a run uses, relative to the root, whether it can be read or not; null without one. */
export function configPath(root: string, named?: string): string | null {
  return named ?? PLACES.find((place) => existsSync(join(root, place))) ?? null;
}

/** Whether a run uses the configuration at this path without being told to. */
export function isFoundByItself(path: string): boolean {
  return PLACES.includes(path);
}

export interface LoadedConfig extends ParsedConfig {
  /** Relative to the root; null when there is none and the defaults apply. */
  readonly path: string | null;
}

/**
 * Reads and checks the configuration. Without one the defaults apply: every model, the embedded runtimes.
 * @throws UserError for a file that is missing or not YAML, or of which nothing fits the schema
 */
export function loadConfig(root: string, named?: string): LoadedConfig {
  const path = configPath(root, named);
  if (path === null) {
    const placeOf: ParsedConfig['placeOf'] = (keys) => keys.join(', ');
    return { config: configSchema.parse({}), path: null, placeOf, mistakes: [], doubtful: CERTAIN };
  }
  const absolute = resolve(root, path);
  if (!existsSync(absolute))
    throw new UserError({
      what: 'the configuration file does not exist',
      where: path,
      next: 'portability run --config <file>, or leave it out',
    });
  // Whoever starts the gate may name any file; what a repository holds is read from there, not from behind a link.
  if (named === undefined ? leadsOut(root, absolute) : linkAway(root, named) !== null)
    throw new UserError({ what: 'the configuration is a link that leads out of the working directory', where: path });
  return { ...parseConfig(readText(absolute, path), path), path };
}

function leadsOut(root: string, path: string): boolean {
  const steps = relative(realpathSync(root), realpathSync(path));
  return steps === '..' || steps.startsWith(`..${sep}`) || isAbsolute(steps);
}

function readText(absolute: string, path: string): string {
  try {
    return regularText(absolute, MOST_CONFIG_BYTES);
  } catch (error) {
    throw new UserError({ what: 'the configuration file cannot be read', where: path, why: messageOf(error) });
  }
}
