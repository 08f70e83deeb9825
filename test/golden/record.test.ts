import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findCases } from '../../src/golden/find-cases.js';
import { loadCase } from '../../src/golden/load-case.js';
import { type RecordedCase, recordGoldens } from '../../src/golden/record.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { stringTensor, tensor } from '../../src/tensor/tensor.js';
import { plain } from '../tensor/arbitrary-tensor.js';
import { repository } from './repository.js';

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of cleanup.splice(0)) await remove();
});

async function emptyRoot(files: Record<string, string> = {}): Promise<string> {
  const { root, remove } = await repository(files);
  cleanup.push(remove);
  return root;
}

const x = tensor('float32', [2], bytesOf(Float32Array.of(1, 2)));
const recorded = (name: string, values = { x }): RecordedCase => ({
  name,
  inputs: values,
  outputs: { y: x, words: stringTensor([1], ['a']) },
  provenance: { seed: 0, runtime: { version: '1', id: 'home', options: { optimization: 'disabled' } } },
});

test('what is recorded is found and read again', async () => {
  const root = await emptyRoot();
  const written = await recordGoldens([recorded('synthetic')], { root, model: 'models/net', overwrite: false });
  expect(written).toEqual([
    'golden/models/net/provenance.json',
    'golden/models/net/synthetic.inputs.npz',
    'golden/models/net/synthetic.outputs.npz',
  ]);
  const [found, ...more] = await findCases({ root, model: 'models/net', form: 'models/net.onnx' });
  expect(more).toEqual([]);
  if (found === undefined) throw new Error('no case');
  const { inputs, expected } = await loadCase(root, found, null);
  expect(plain(inputs.x ?? { kind: 'absent' })).toEqual(plain(x));
  expect(expected?.words).toEqual(stringTensor([1], ['a']));
  expect(await readdir(join(root, 'golden/models/net'))).toHaveLength(3);
});

test('provenance is kept by case, with sorted keys and no clock', async () => {
  const root = await emptyRoot();
  await recordGoldens([recorded('b')], { root, model: 'net', overwrite: false });
  await recordGoldens([recorded('a')], { root, model: 'net', overwrite: false });
  const text = await readFile(join(root, 'golden/net/provenance.json'), 'utf8');
  const facts = { runtime: { id: 'home', options: { optimization: 'disabled' }, version: '1' }, seed: 0 };
  expect(text).toBe(`${JSON.stringify({ cases: { a: facts, b: facts }, version: 1 }, null, 2)}\n`);
});

test('nothing is replaced unless told, and then nothing old remains', async () => {
  const root = await emptyRoot({ 'golden/net/a.inputs.json': '{}' });
  const refused = recordGoldens([recorded('b'), recorded('a')], { root, model: 'net', overwrite: false });
  await expect(refused).rejects.toThrow('golden/net/a.inputs.json: golden case a already exists');
  expect(await readdir(join(root, 'golden/net'))).toEqual(['a.inputs.json']);
  await recordGoldens([recorded('a')], { root, model: 'net', overwrite: true });
  expect((await readdir(join(root, 'golden/net'))).sort()).toEqual([
    'a.inputs.npz',
    'a.outputs.npz',
    'provenance.json',
  ]);
});

test.each([
  ['dtypes', { x: tensor('bfloat16', [1], Uint8Array.of(0x80, 0x3f)) }],
  ['names', { 'x:0': x }],
])('%s that npz cannot hold go to safetensors', async (_, values) => {
  const root = await emptyRoot();
  const written = await recordGoldens([{ ...recorded('a'), inputs: values }], { root, model: 'net', overwrite: false });
  expect(written).toContain('golden/net/a.inputs.safetensors');
  const [found] = await findCases({ root, model: 'net', form: 'net.onnx' });
  if (found === undefined) throw new Error('no case');
  const loaded = await loadCase(root, found, null);
  expect(Object.entries(loaded.inputs).map(([name, value]) => [name, plain(value)])).toEqual(
    Object.entries(values).map(([name, value]) => [name, plain(value)]),
  );
});

test('absent values are left out, and what fits nowhere is told', async () => {
  const root = await emptyRoot();
  const options = { root, model: 'net', overwrite: false };
  await recordGoldens([{ ...recorded('a'), inputs: { x, maybe: { kind: 'absent' } } }], options);
  const list = { ...recorded('b'), outputs: { y: { kind: 'sequence', items: [] } } } as const;
  await expect(recordGoldens([list], options)).rejects.toThrow('b.outputs: y is a sequence, which cannot be recorded');
  const int4 = { ...recorded('c'), inputs: { x: tensor('int4', [1], Uint8Array.of(1)) } };
  await expect(recordGoldens([int4], options)).rejects.toThrow('c.inputs: x is int4, which cannot be recorded');
});

test.each(['../x', 'a/b', '.hidden', 'a.inputs', '', 'provenance'])('%j is no name of a case', async (name) => {
  const refused = recordGoldens([recorded(name)], { root: await emptyRoot(), model: 'net', overwrite: false });
  await expect(refused).rejects.toThrow('is not a valid name for a golden case');
});

test('a model id cannot lead out of golden/', async () => {
  const refused = recordGoldens([recorded('a')], { root: await emptyRoot(), model: '../net', overwrite: false });
  await expect(refused).rejects.toThrow('cannot be the name of a folder');
});

test('a case given as a folder is replaced as well', async () => {
  const root = await emptyRoot({ 'golden/net/a/inputs/x.npy': '' });
  await expect(recordGoldens([recorded('a')], { root, model: 'net', overwrite: false })).rejects.toThrow(
    'already exists',
  );
  await recordGoldens([recorded('a')], { root, model: 'net', overwrite: true });
  expect(await findCases({ root, model: 'net', form: 'net.onnx' })).toMatchObject([
    { source: 'golden/net/a.inputs.npz' },
  ]);
});
