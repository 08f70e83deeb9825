import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { signatureOfCases } from '../../src/convert/signature-of-cases.js';
import { tensor, type Values } from '../../src/tensor/tensor.js';
import { writeValues } from '../../src/values/value-folder.js';

const root = mkdtempSync(join(tmpdir(), 'cases-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

async function folder(values: Values): Promise<string> {
  const path = join(root, String(count++));
  await mkdir(path);
  await writeValues(path, values);
  return path;
}
const floats = (...shape: number[]) =>
  tensor('float32', shape, new Uint8Array(4 * shape.reduce((product, size) => product * size, 1)));

test('sizes that all cases have are fixed, the others are open', async () => {
  const cases = [
    await folder({ x: floats(1, 3, 8), n: tensor('int64', [], new Uint8Array(8)) }),
    await folder({ x: floats(4, 3, 8), n: tensor('int64', [], new Uint8Array(8)) }),
  ];
  expect(await signatureOfCases(cases)).toEqual({
    inputs: [
      { name: 'x', type: { kind: 'tensor', dtype: 'float32', shape: [null, 3, 8] } },
      { name: 'n', type: { kind: 'tensor', dtype: 'int64', shape: [] } },
    ],
    outputs: [],
  });
});

test('another rank leaves the shape open, another type or kind the whole input', async () => {
  const cases = [
    await folder({ x: floats(2), y: floats(2), z: floats(2) }),
    await folder({ x: floats(1, 2), y: tensor('int8', [2], new Uint8Array(2)), z: { kind: 'sequence', items: [] } }),
  ];
  expect((await signatureOfCases(cases)).inputs).toEqual([
    { name: 'x', type: { kind: 'tensor', dtype: 'float32', shape: null } },
  ]);
});
