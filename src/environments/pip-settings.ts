import type { Host } from '../host/host.js';
import { installerEnvironment } from '../sandbox/env.js';
import { APART, type Python } from './probe-python.js';
import { runTool } from './run-tool.js';

/** pip's options by their long names, as in `extra-index-url`; those given several times are separated by white space. */
export type PipSettings = ReadonlyMap<string, string>;

/**
 * What the user has set for `pip install`, in the files and variables that pip itself reads. Without pip, only the
 * variables are known.
 */
export async function readPipSettings(python: Python, host: Host): Promise<PipSettings> {
  const env = installerEnvironment(host);
  const options = { cwd: host.cwd, env, timeoutSeconds: 60, signal: host.signal };
  const run = await runTool(python.executable, [...APART, '-m', 'pip', 'config', 'list'], options);
  return run.status === 0 ? parsePipConfig(run.stdout) : fromVariables(env);
}

/** The lines of `pip config list`: section, option and value, such as `global.index-url='…'`. */
export function parsePipConfig(text: string): PipSettings {
  const found = {
    global: new Map<string, string>(),
    install: new Map<string, string>(),
    ':env:': new Map<string, string>(),
  };
  for (const line of text.split(/\r?\n/)) {
    const [, section, option, value] = /^(global|install|:env:)\.([\w-]+)=(.*)$/.exec(line) ?? [];
    if (section === 'global' || section === 'install' || section === ':env:')
      found[section].set(option ?? '', fromRepr(value ?? ''));
  }
  return new Map([...found.global, ...found.install, ...found[':env:']]);
}

function fromVariables(env: Readonly<Record<string, string>>): PipSettings {
  const own = Object.entries(env).filter(([name]) => name.startsWith('PIP_'));
  return new Map(own.map(([name, value]) => [name.slice('PIP_'.length).toLowerCase().replaceAll('_', '-'), value]));
}

/** The text of a Python string literal, as repr writes it. */
function fromRepr(literal: string): string {
  const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return literal.slice(1, -1).replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
}
