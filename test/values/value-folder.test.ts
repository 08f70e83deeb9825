import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stringTensor, tensor } from '../../src/tensor/tensor.js';
import { writeSafetensorsFile } from '../../src/values/safetensors.js';
import { readValues, writeValues } from '../../src/values/value-folder.js';
import { plain, values } from '../tensor/arbitrary-tensor.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'values-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('all kinds of values come back under their names', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), values, { maxKeys: 4 }), async (written) => {
      await writeValues(folder, written);
      const read = await readValues(folder);
      expect(Object.entries(read).map(([name, value]) => [name, plain(value)])).toEqual(
        Object.entries(written).map(([name, value]) => [name, plain(value)]),
      );
    }),
    { numRuns: 60 },
  );
});

const eight = tensor('uint8', [8], new Uint8Array(8));
async function answer(document: unknown): Promise<void> {
  await writeFile(join(folder, 'values.json'), typeof document === 'string' ? document : JSON.stringify(document));
  await writeSafetensorsFile(
    join(folder, 'tensors.safetensors'),
    new Map([
      ['t', eight],
      ['u', tensor('int8', [8], new Uint8Array(8))],
    ]),
  );
}

test('raw bytes stand for any dtype of that size', async () => {
  await answer({ version: 1, values: { x: { tensor: 't', dtype: 'complex64', shape: [1] } } });
  expect(await readValues(folder)).toEqual({ x: { ...eight, dtype: 'complex64', shape: [1] } });
});

const nested = (depth: number): unknown => (depth === 0 ? { absent: true } : { sequence: [nested(depth - 1)] });
test.each([
  ['not JSON', '{', 'values.json: not JSON'],
  ['another version', { version: 2, values: {} }, 'values.json: not a values document'],
  ['a list of values', { version: 1, values: [] }, 'values.json: not a values document'],
  ['an unknown node', { version: 1, values: { x: { tensors: 't' } } }, 'x: not a known kind'],
  [
    'an unknown dtype',
    { version: 1, values: { x: { tensor: 't', dtype: 'float4', shape: [8] } } },
    'x: not a known kind',
  ],
  [
    'strings as packed data',
    { version: 1, values: { x: { tensor: 't', dtype: 'string', shape: [8] } } },
    'x: not a known kind',
  ],
  ['a missing entry', { version: 1, values: { x: { tensor: 'v', dtype: 'int8', shape: [8] } } }, 'x: entry v'],
  [
    'another size',
    { version: 1, values: { x: { tensor: 't', dtype: 'float32', shape: [3] } } },
    'x: declares float32[3]',
  ],
  ['another dtype', { version: 1, values: { x: { tensor: 'u', dtype: 'bool', shape: [8] } } }, 'holds int8[8]'],
  [
    'a huge shape',
    { version: 1, values: { x: { tensor: 't', dtype: 'int8', shape: [2 ** 50, 2 ** 50] } } },
    'x: declares int8',
  ],
  ['too few strings', { version: 1, values: { x: { strings: ['a'], shape: [2] } } }, 'x: shape [2]'],
  [
    'keys that are no tensor',
    { version: 1, values: { x: { map: { keys: { absent: true }, values: { absent: true } } } } },
    'x: the keys',
  ],
  ['deep nesting', { version: 1, values: { x: nested(40) } }, 'x: nested deeper than 16'],
])('%s is refused', async (_, document, message) => {
  await answer(document);
  await expect(readValues(folder)).rejects.toThrow(message);
});

test('one entry cannot stand for many tensors', async () => {
  const node = { tensor: 'u', dtype: 'int8', shape: [8] };
  await answer({ version: 1, values: { x: { sequence: [node, node] } } });
  await expect(readValues(folder)).rejects.toThrow('used twice');
});

test('links are not followed', async () => {
  await writeValues(folder, { x: eight });
  await rm(join(folder, 'tensors.safetensors'));
  await symlink('/etc/hostname', join(folder, 'tensors.safetensors'));
  await expect(readValues(folder)).rejects.toThrow('tensors.safetensors: is a symbolic link');
});

test('the tensors file may be missing where no tensor is', async () => {
  await writeValues(folder, { x: stringTensor([], ['a']) });
  await rm(join(folder, 'tensors.safetensors'));
  expect(await readValues(folder)).toEqual({ x: stringTensor([], ['a']) });
});
