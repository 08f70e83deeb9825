import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { findConverters } from '../../src/adapters/find-converters.js';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import type { Host } from '../../src/host/host.js';

/** By model and column, how far outputs are from float64, in units of how far the float32 reference is. */
export type Distances = Readonly<Record<string, Readonly<Record<string, number>>>>;

const printed = z.record(z.string(), z.record(z.string(), z.string()));

/** What within_rounding.py says of the outputs in a folder. */
export async function withinRounding(folder: string, host: Host): Promise<Distances> {
  const exporter = (await findConverters(host, [])).find(({ id }) => id === 'onnx-from-pytorch');
  if (exporter === undefined) throw new Error('there is no environment with numpy');
  const { python } = await preparePythonEnvironment(exporter, undefined, host);
  const program = join(import.meta.dirname, 'within_rounding.py');
  const found = printed.parse(JSON.parse(execFileSync(python, ['-B', program, folder], { encoding: 'utf8' })));
  const number = (text: string) => (text === 'inf' ? Number.POSITIVE_INFINITY : Number(text));
  return Object.fromEntries(
    Object.entries(found).map(([model, own]) => [
      model,
      Object.fromEntries(Object.entries(own).map(([column, text]) => [column, number(text)])),
    ]),
  );
}
