import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { AdapterFacts, PythonAdapterFacts } from '../../src/adapters/define.js';
import type { OperatorList } from '../../src/adapters/operator-support.js';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import type { Host } from '../../src/host/host.js';
import type { WrittenCases } from './cases.js';

const TIMEOUT_MS = 5 * 60_000;
const listSchema = z.strictObject({
  version: z.string(),
  lacks: z.record(z.string(), z.array(z.number())),
  others: z.array(z.string()),
});

/** The adapter's own list of operators, by the script of its name; null when there is none, because the tool has no list. */
export async function listOperators(
  adapter: AdapterFacts,
  { root, operators, cases }: WrittenCases,
  host: Host,
): Promise<OperatorList | null> {
  const script = join(import.meta.dirname, 'lists', `${adapter.id}.py`);
  if (!existsSync(script) || !isPython(adapter)) return null;
  const models: Record<string, Record<number, string[]>> = {};
  for (const { name, operator, since } of cases) {
    const versions = models[operator] ?? {};
    models[operator] = versions;
    versions[since] = [...(versions[since] ?? []), join(root, name, 'model.onnx')];
  }
  const given = join(host.scratch, 'operators.json');
  writeFileSync(given, JSON.stringify({ operators, models }));
  const { python } = await preparePythonEnvironment(adapter, undefined, host);
  const { status, error, stdout, stderr } = spawnSync(python, [script, given], {
    timeout: TIMEOUT_MS,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`no list of ${adapter.id}: ${error?.message ?? stderr.slice(-2000)}`);
  // Some tools write to standard output as they are imported.
  return listSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

function isPython(adapter: AdapterFacts): adapter is PythonAdapterFacts {
  return adapter.language === 'python' && adapter.file !== undefined;
}
