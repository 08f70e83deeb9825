import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { findCases } from '../../src/golden/find-cases.js';
import { loadCase } from '../../src/golden/load-case.js';
import { writeNpy } from '../../src/golden/npy.js';
import { writeNpz } from '../../src/golden/npz.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import type { Signature } from '../../src/types.js';
import { writeSafetensors } from '../../src/values/safetensors.js';
import { plain } from '../tensor/arbitrary-tensor.js';
import { numpyFile, onnxFile } from './fixtures/fixture.js';
import { repository } from './repository.js';

const cleanup: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of cleanup.splice(0)) await remove();
});

const x = tensor('float32', [2], bytesOf(Float32Array.of(1, 2.5)));
const floats = { kind: 'tensor', dtype: 'float32', shape: null } as const;
const signature: Signature = {
  inputs: [
    { name: 'x', type: floats },
    { name: 'low', type: { kind: 'tensor', dtype: 'bfloat16', shape: [2] } },
  ],
  outputs: [
    { name: 's', type: { kind: 'sequence', item: floats } },
    { name: 'm', type: { kind: 'map', key: 'int64', value: floats } },
  ],
};

async function load(files: Record<string, string | Uint8Array>, known: Signature | null = signature) {
  const { root, remove } = await repository(
    Object.fromEntries(Object.entries(files).map(([path, data]) => [`golden/net/${path}`, data])),
  );
  cleanup.push(remove);
  const [found] = await findCases({ root, model: 'net', form: 'net.onnx' });
  if (found === undefined) throw new Error('no case');
  return await loadCase(root, found, known);
}

test.each<[string, () => Promise<string | Uint8Array>]>([
  ['npz', () => writeNpz(new Map([['x', x]]))],
  ['safetensors', async () => Buffer.concat(writeSafetensors(new Map([['x', x]])))],
  ['json', async () => '{"x": [1, 2.5]}'],
])('%s goldens', async (format, content) => {
  const loaded = await load(
    { [`a.inputs.${format}`]: await content(), [`a.outputs.${format}`]: await content() },
    {
      ...signature,
      outputs: signature.inputs,
    },
  );
  expect(loaded).toMatchObject({ name: 'a', source: `golden/net/a.inputs.${format}` });
  for (const values of [loaded.inputs, loaded.expected])
    expect(Object.entries(values ?? {}).map(([name, value]) => [name, plain(value)])).toEqual([['x', plain(x)]]);
});

test('npy folders, bare types by the signature', async () => {
  const { inputs, expected } = await load({ 'a/inputs/x.npy': writeNpy(x), 'a/inputs/low.npy': numpyFile('bfloat16') });
  expect(inputs).toMatchObject({ x: { dtype: 'float32' }, low: { dtype: 'bfloat16' } });
  expect(expected).toBeNull();
});

test('ONNX test data: by the name inside, else by number, in the kind that the model has', async () => {
  const set = 'test_data_set_0';
  const swapped: Signature = {
    ...signature,
    inputs: [
      { name: 'first', type: floats },
      { name: 'x', type: floats },
    ],
  };
  const files = { [`${set}/output_0.pb`]: onnxFile('sequence'), [`${set}/output_1.pb`]: onnxFile('map-scalars') };
  const byName = await load({ ...files, [`${set}/input_0.pb`]: onnxFile('float') }, swapped);
  expect(Object.keys(byName.inputs)).toEqual(['x']);
  expect(byName.expected).toMatchObject({ s: { kind: 'sequence' }, m: { kind: 'map' } });
  const byNumber = await load(
    { ...files, [`${set}/input_0.pb`]: onnxFile('float') },
    { ...swapped, inputs: swapped.inputs.slice(0, 1) },
  );
  expect(Object.keys(byNumber.inputs)).toEqual(['first']);
  const beyond = load({ [`${set}/input_3.pb`]: onnxFile('float') }, { ...swapped, inputs: swapped.inputs.slice(0, 1) });
  await expect(beyond).rejects.toThrow('number 3 is out of range');
  const twice = load({ [`${set}/input_0.pb`]: onnxFile('float'), [`${set}/input_1.pb`]: onnxFile('float') }, swapped);
  await expect(twice).rejects.toThrow('x is defined twice');
});

test('without a signature, messages name themselves', async () => {
  expect(Object.keys((await load({ 'test_data_set_0/input_0.pb': onnxFile('float') }, null)).inputs)).toEqual(['x']);
});

test('errors name file, entry and dtype', async () => {
  const object = await load({ 'a/inputs/x.npy': numpyFile('object') }).catch((error: unknown) => error);
  expect(object).toMatchObject({
    name: 'UserError',
    explanation: {
      where: 'golden/net/a/inputs/x.npy',
      what: 'holds an object array',
      next: expect.stringContaining('astype'),
    },
  });
  const entry = await load({ 'a.inputs.json': '{"x": ["one"]}' }).catch((error: unknown) => error);
  expect(entry).toMatchObject({
    explanation: { where: 'golden/net/a.inputs.json (x)', what: '"one" is not a valid float32' },
  });
});

test('a Git LFS pointer is told as such', async () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
  await expect(load({ 'a.npz': pointer })).rejects.toThrow('is a Git LFS pointer');
});

test('links inside the repository are followed, links out of it are not', async () => {
  const { root, remove } = await repository({
    'data/x.npy': writeNpy(x),
    'golden/net/a/inputs/low.npy': numpyFile('bfloat16'),
  });
  cleanup.push(remove);
  await symlink('../../../../data/x.npy', join(root, 'golden/net/a/inputs/x.npy'));
  const [found] = await findCases({ root, model: 'net', form: 'net.onnx' });
  if (found === undefined) throw new Error('no case');
  expect(plain((await loadCase(root, found, signature)).inputs.x ?? { kind: 'absent' })).toEqual(plain(x));
  await symlink('/etc/hostname', join(root, 'golden/net/a/inputs/y.npy'));
  const [outside] = await findCases({ root, model: 'net', form: 'net.onnx' });
  if (outside === undefined) throw new Error('no case');
  await expect(loadCase(root, outside, signature)).rejects.toThrow('y.npy: leads out of the repository');
});
