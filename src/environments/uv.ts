import type { Host } from '../host/host.js';
import { installerEnvironment } from '../sandbox/env.js';
import { findUv } from './find-uv.js';
import { type IndexSettings, indexSettings } from './index-settings.js';
import { readPipSettings } from './pip-settings.js';
import type { Python } from './probe-python.js';
import { runTool, type ToolRun } from './run-tool.js';
import { choosesIndexes } from './uv-configuration.js';

export interface Uv {
  readonly index: IndexSettings;
  /** Runs uv, at most `seconds`. */
  run(args: readonly string[], seconds: number): Promise<ToolRun>;
}

/** uv, configured with the user's package indexes. */
export async function openUv(python: Python, host: Host): Promise<Uv> {
  const [file, pip, configured] = await Promise.all([
    findUv(host, [python]),
    readPipSettings(python, host),
    choosesIndexes(host),
  ]);
  const index = indexSettings(pip, configured, host);
  const env = { UV_PYTHON_DOWNLOADS: 'never', UV_NO_PROGRESS: '1', ...installerEnvironment(host.env), ...index.env };
  return {
    index,
    run: (args, seconds) => runTool(file, args, { cwd: host.cwd, env, timeoutSeconds: seconds, signal: host.signal }),
  };
}
