import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { configSchema } from '../../src/config/schema.js';
import { readForm } from '../../src/discover/read-form.js';
import { columnsOf } from '../../src/plan/column.js';
import { cellKeys } from '../../src/recorded/cell-keys.js';
import { freshFolder, hostIn, SOURCES } from '../environments/host.js';
import { buildDenseModel } from '../models/build-model.js';
import { float32, model, planned, signature } from '../plan/facts.js';

/** The key of a dense model on an embedded runtime, committed in a folder of its own. */
async function keyOf(seed: number, parts: readonly string[] = []): Promise<string | null> {
  const root = join(await freshFolder(), ...parts);
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'net.onnx'), buildDenseModel(seed));
  // The gate's own program is the same in all of them, and large: one of its rooms stands for it.
  const host = hostIn(root, { assets: join(SOURCES, 'tensor') });
  const runtimes = await findRuntimes({ assets: SOURCES, cwd: root }, []);
  const form = await readForm(root, 'net.onnx', {});
  const net = { ...model('net', signature(float32)), forms: [form] as const };
  const plan = planned([net], columnsOf(['onnxruntime-node'], runtimes, root), { runtimes });
  const keys = await cellKeys(plan, {
    host,
    config: configSchema.parse({}),
    platform: { os: 'linux', arch: 'x64', cpu: 'Processor', isa: ['avx2'] },
    sandbox: 'off',
    everyProbe: false,
    everyTruth: false,
    runtimes: [],
  });
  return (await keys.keys())[0]?.cells[0] ?? null;
}

test('a key is of the bytes of the model, wherever it lies', async () => {
  const key = await keyOf(1);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(await keyOf(1, ['elsewhere'])).toBe(key);
  expect(await keyOf(2)).not.toBe(key);
});
