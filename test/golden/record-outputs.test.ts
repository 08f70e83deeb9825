import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findCases } from '../../src/golden/find-cases.js';
import { loadCase } from '../../src/golden/load-case.js';
import { writeNpy } from '../../src/golden/npy.js';
import { writeNpz } from '../../src/golden/npz.js';
import { recordOutputs } from '../../src/golden/record-outputs.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import { repository } from './repository.js';

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of cleanup.splice(0)) await remove();
});

const x = tensor('float32', [2], bytesOf(Float32Array.of(1, 2)));

async function recorded(files: Readonly<Record<string, Uint8Array>>, overwrite = false) {
  const { root, remove } = await repository(files);
  cleanup.push(remove);
  const cases = await findCases({ root, model: 'net', form: 'net.onnx' });
  const outputs = cases.map((committed) => ({ committed, outputs: { y: x }, provenance: { seed: 0 } }));
  return { root, written: await recordOutputs(outputs, { root, overwrite }) };
}

test('outputs are written beside inputs, which stay as they are', async () => {
  const archive = await writeNpz(new Map([['x', x]]));
  const { root, written } = await recorded({
    'golden/net/a.inputs.npz': archive,
    'golden/net/b.npz': archive,
    'golden/net/c/inputs/x.npy': writeNpy(x),
  });
  expect(written).toEqual([
    'golden/net/a.outputs.npz',
    'golden/net/b.outputs.npz',
    'golden/net/c/outputs/y.npy',
    'golden/net/provenance.json',
  ]);
  expect(await readFile(join(root, 'golden/net/a.inputs.npz'))).toEqual(Buffer.from(archive));
  for (const found of await findCases({ root, model: 'net', form: 'net.onnx' }))
    expect((await loadCase(root, found, null)).expected).toHaveProperty('y');
});

test('outputs that are there are kept unless told otherwise', async () => {
  const archive = await writeNpz(new Map([['x', x]]));
  const files = { 'golden/net/a.inputs.npz': archive, 'golden/net/a.outputs.safetensors': archive };
  await expect(recorded(files)).rejects.toThrow('golden/net/a.outputs.safetensors: golden case a already exists');
  const { root } = await recorded(files, true);
  const [found] = await findCases({ root, model: 'net', form: 'net.onnx' });
  expect(found?.expected).toMatchObject({ path: 'golden/net/a.outputs.npz' });
});

test('ONNX test data keeps its own format', async () => {
  const files = { 'golden/net/test_data_set_0/input_0.pb': new Uint8Array(1) };
  await expect(recorded(files)).rejects.toThrow('outputs of ONNX test data are not recorded');
});
