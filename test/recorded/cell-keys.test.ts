import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ConverterFacts } from '../../src/adapters/define.js';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { configSchema } from '../../src/config/schema.js';
import { readForm } from '../../src/discover/read-form.js';
import { columnsOf } from '../../src/plan/column.js';
import { cellKeys, nameOf, type RowKeys } from '../../src/recorded/cell-keys.js';
import type { Format } from '../../src/types.js';
import { freshFolder, hostIn, SOURCES } from '../environments/host.js';
import { buildDenseModel } from '../models/build-model.js';
import { converter, float32, model, planned, signature } from '../plan/facts.js';

/** The key of a dense model on an embedded runtime, committed in a folder of its own. */
async function keyOf(seed: number, parts: readonly string[] = []): Promise<string | null> {
  return (await keysOf(seed, parts)).cells[0] ?? null;
}

interface Changes {
  readonly reads?: readonly Format[];
  readonly converters?: readonly ConverterFacts[];
}

async function keysOf(seed: number, parts: readonly string[] = [], changes: Changes = {}): Promise<RowKeys> {
  const { reads, converters = [] } = changes;
  const root = join(await freshFolder(), ...parts);
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, 'net.onnx'), buildDenseModel(seed));
  // The gate's own program is the same in all of them, and large: one of its rooms stands for it.
  const host = hostIn(root, { assets: join(SOURCES, 'tensor') });
  const shipped = await findRuntimes({ assets: SOURCES, cwd: root }, []);
  const runtimes = shipped.map((one) =>
    reads !== undefined && one.id === 'onnxruntime-node' ? { ...one, reads } : one,
  );
  const form = await readForm(root, 'net.onnx', {});
  const net = { ...model('net', signature(float32)), forms: [form] as const };
  const plan = planned([net], columnsOf(['onnxruntime-node'], runtimes, root), { runtimes, converters });
  const keys = await cellKeys(plan, {
    host,
    config: configSchema.parse({}),
    platform: { os: 'linux', arch: 'x64', cpu: 'Processor', isa: ['avx2'] },
    sandbox: 'off',
    everyProbe: false,
    everyTruth: false,
    runtimes: [],
  });
  const [row] = await keys.keys();
  if (row === undefined) throw new Error('there is one model');
  return row;
}

const PASS = { state: 'pass' } as const;
const DRIFT = { state: 'drift' } as const;

/** One that is no part of the gate: what it loads is not known before it runs. */
const foreign = converter('onnx', 'tflite', { file: '/elsewhere/tflite-from-onnx.py' });

test('what another route needs may be unknown, as long as none was tried', async () => {
  const keys = await keysOf(1, [], { reads: ['onnx', 'tflite'], converters: [foreign] });
  expect(keys).toMatchObject({ onOwnRoute: [true], row: expect.any(String) });
  expect(nameOf(keys, 0, DRIFT)).toMatch(/^[0-9a-f]{64}$/);
  expect(nameOf(keys, 0, { ...DRIFT, otherRoutes: [] })).toBeNull();
});

test('a pass on its own route has the same name whatever is known of the others', async () => {
  const alone = await keysOf(1, [], { reads: ['onnx', 'tflite'] });
  const unknown = await keysOf(1, [], { reads: ['onnx', 'tflite'], converters: [foreign] });
  expect(nameOf(alone, 0, PASS)).toMatch(/^[0-9a-f]{64}$/);
  expect(nameOf(unknown, 0, PASS)).toBe(nameOf(alone, 0, PASS));
  expect(nameOf(unknown, 0, DRIFT)).not.toBe(nameOf(alone, 0, DRIFT));
  expect(nameOf(unknown, 0, { ...PASS, otherRoutes: [] })).toBeNull();
});

test('what its own route needs may not', async () => {
  const keys = await keysOf(1, [], { reads: ['tflite'], converters: [foreign] });
  expect(nameOf(keys, 0, PASS)).toBeNull();
  expect(nameOf(keys, 0, DRIFT)).toBeNull();
  expect(keys.row).toBeNull();
});

test('a key is of the bytes of the model, wherever it lies', async () => {
  const key = await keyOf(1);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(await keyOf(1, ['elsewhere'])).toBe(key);
  expect(await keyOf(2)).not.toBe(key);
});
