import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readPythonRuntime } from '../../src/adapters/python-header.js';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import type { Host } from '../../src/host/host.js';

/** The adapter that pins the onnx package. */
const WRITER = 'onnx-reference';
const TIMEOUT_MS = 5 * 60_000;

const exportedSchema = z.array(
  z.strictObject({
    name: z.string(),
    rtol: z.number(),
    atol: z.number(),
    fault: z.string().nullable().describe('Why onnx cannot write the case'),
  }),
);
/** A case, which has a folder with its name. */
export type ExportedCase = z.infer<typeof exportedSchema>[number];

/** Writes the cases to folders in `root`. */
export async function exportCases(root: string, host: Host): Promise<ExportedCase[]> {
  const writer = await readPythonRuntime(join(host.assets, 'adapters', 'runtimes', `${WRITER}.py`));
  const { python } = await preparePythonEnvironment(writer, undefined, host);
  const script = join(import.meta.dirname, 'export_cases.py');
  const { status, error, stderr } = spawnSync(python, [script, root], { timeout: TIMEOUT_MS, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the cases could not be written: ${error?.message ?? stderr.slice(-2000)}`);
  return exportedSchema.parse(JSON.parse(readFileSync(join(root, 'cases.json'), 'utf8')));
}
