import { resolve } from 'node:path';
import type { Host } from '../host/host.js';
import { installerEnvironment } from '../sandbox/env.js';
import { findUv } from './find-uv.js';
import { type IndexSettings, indexSettings } from './index-settings.js';
import { readPipSettings } from './pip-settings.js';
import type { Python } from './probe-python.js';
import { runTool, type ToolRun } from './run-tool.js';
import { choosesIndexes, folderForUv } from './uv-configuration.js';

export interface Uv {
  readonly index: IndexSettings;
  /** Runs uv, at most `seconds`. */
  run(args: readonly string[], seconds: number): Promise<ToolRun>;
}

/** uv, configured with the user's package indexes. */
export async function openUv(python: Python, host: Host): Promise<Uv> {
  const [file, pip, configured, cwd] = await Promise.all([
    findUv(host, [python]),
    readPipSettings(python, host),
    choosesIndexes(host),
    folderForUv(host),
  ]);
  const index = indexSettings(pip, configured, host);
  const given = { UV_PYTHON_DOWNLOADS: 'never', UV_NO_PROGRESS: '1', ...installerEnvironment(host), ...index.env };
  const env = withPathsFrom(host.cwd, given);
  return {
    index,
    run: (args, seconds) => runTool(file, args, { cwd, env, timeoutSeconds: seconds, signal: host.signal }),
  };
}

const PATHS = ['SSL_CERT_DIR', 'SSL_CERT_FILE', 'UV_CACHE_DIR', 'UV_CONFIG_FILE'];

/** Relative paths in variables are meant from where the user is. */
function withPathsFrom(cwd: string, env: Readonly<Record<string, string>>): Record<string, string> {
  const absolute = (place: string) => (place === '' || /^\w[\w+.-]+:/.test(place) ? place : resolve(cwd, place));
  const known = Object.entries(env).map(([name, value]) => {
    if (name === 'UV_FIND_LINKS') return [name, value.split(',').map(absolute).join(',')];
    return [name, PATHS.includes(name) ? absolute(value) : value];
  });
  return Object.fromEntries(known);
}
