import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findConverters } from '../../src/adapters/find-converters.js';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import type { Host } from '../../src/host/host.js';
import { idOf } from './networks.js';

/** Exports what it reads, so its environment has all that the networks need. */
const EXPORTER = 'onnx-from-pytorch';
const LIMITS = { convert: 600, start: 300 };

/**
 * Creates the repository that docs/architectures.md is about: each network as code, as ONNX and as an exported program,
 * with golden inputs; and beside it what each computes in float64.
 */
export async function architecturesRepository(
  root: string,
  networks: readonly string[],
  columns: readonly string[],
  host: Host,
): Promise<void> {
  mkdirSync(join(root, 'networks'), { recursive: true });
  cpSync(join(import.meta.dirname, 'networks.py'), join(root, 'networks', 'networks.py'));
  const missing = networks.filter((name) => !existsSync(join(root, 'float64', `${name.toLowerCase()}.npz`)));
  if (missing.length > 0) {
    const exporter = (await findConverters(host, [])).find(({ id }) => id === EXPORTER);
    if (exporter === undefined) throw new Error(`there is no converter ${EXPORTER}`);
    const { python } = await preparePythonEnvironment(exporter, undefined, host);
    const program = join(import.meta.dirname, 'export_networks.py');
    execFileSync(python, ['-B', program, root, ...missing], { stdio: ['ignore', 2, 2] });
  }
  const models = networks.flatMap((name) => [
    { id: idOf(name, ''), forms: [{ module: `networks/networks.py:${name}` }] },
    { id: idOf(name, '-onnx'), path: `networks/${name.toLowerCase()}.onnx` },
    { id: idOf(name, '-pt2'), path: `networks/${name.toLowerCase()}.pt2` },
  ]);
  writeFileSync(join(root, 'portability.yml'), stringify({ runtimes: columns, models, limits: LIMITS }));
}
