import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readPythonRuntime } from '../../src/adapters/python-header.js';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import type { Host } from '../../src/host/host.js';
import type { Session } from '../../src/session.js';
import { type PreparedCase, prepareCase } from '../onnx-node-cases/prepare-case.js';

/** The adapter that pins the onnx package. */
const WRITER = 'onnx-reference';
const TIMEOUT_MS = 10 * 60_000;

const writtenSchema = z.strictObject({
  operators: z.record(z.string(), z.array(z.number())),
  cases: z.array(
    z.strictObject({ name: z.string(), operator: z.string(), since: z.number(), inside: z.string().nullable() }),
  ),
});

/** Cases of single operators in folders below `root`, and the versions of every operator. */
export type WrittenCases = z.infer<typeof writtenSchema> & { readonly root: string };

/** One operator of one version. */
export interface OperatorCase {
  readonly operator: string;
  readonly since: number;
  readonly plain: PreparedCase;
  /** The same in the middle of a graph: parameters are constants, and float32 goes in and comes out; null where that is so. */
  readonly inside: PreparedCase | null;
}

export async function writeOperatorCases(root: string, host: Host): Promise<WrittenCases> {
  const writer = await readPythonRuntime(join(host.assets, 'adapters', 'runtimes', `${WRITER}.py`));
  const { python } = await preparePythonEnvironment(writer, undefined, host);
  mkdirSync(root, { recursive: true });
  const script = join(import.meta.dirname, 'export_operators.py');
  const { status, error, stderr } = spawnSync(python, [script, root], { timeout: TIMEOUT_MS, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the cases could not be written: ${error?.message ?? stderr.slice(-2000)}`);
  return { root, ...writtenSchema.parse(JSON.parse(readFileSync(join(root, 'operators.json'), 'utf8'))) };
}

/** Those that the gate can read. */
export async function prepareOperatorCases({ cases }: WrittenCases, session: Session): Promise<OperatorCase[]> {
  const prepared: OperatorCase[] = [];
  for (const { name, operator, since, inside } of cases) {
    const plain = await ready(name, session);
    if (plain !== null)
      prepared.push({ operator, since, plain, inside: inside === null ? null : await ready(inside, session) });
  }
  return prepared;
}

async function ready(name: string, session: Session): Promise<PreparedCase | null> {
  const made = await prepareCase({ name, rtol: 0, atol: 0, fault: null }, session);
  return 'reason' in made ? null : made;
}
