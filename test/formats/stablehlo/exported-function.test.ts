import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signatureOfForm } from '../../../src/discover/form.js';
import { readForm } from '../../../src/discover/read-form.js';
import { readExportedSignature } from '../../../src/formats/stablehlo/exported-function.js';
import { stablehlo } from '../../adapters/fixtures/stablehlo.js';
import { folderOf } from '../../discover/repository.js';

function written(bytes: Uint8Array): string {
  const path = join(folderOf({}), 'net.stablehlo');
  writeFileSync(path, bytes);
  return path;
}

test('names are keywords and keys, types and sizes are those of the export', () => {
  expect(readExportedSignature(written(stablehlo('conv')))).toEqual({
    inputs: [{ name: 'image', type: { kind: 'tensor', dtype: 'float32', shape: [1, 3, 16, 16] } }],
    outputs: [
      { name: 'features', type: { kind: 'tensor', dtype: 'float32', shape: [1, 8, 16, 16] } },
      { name: 'scores', type: { kind: 'tensor', dtype: 'float32', shape: [1, 5] } },
    ],
  });
});

test('a symbolic size keeps its name', () => {
  expect(readExportedSignature(written(stablehlo('identity-uint64')))).toEqual({
    inputs: [{ name: 'x', type: { kind: 'tensor', dtype: 'uint64', shape: [2, 'N'] } }],
    outputs: [{ name: 'y', type: { kind: 'tensor', dtype: 'uint64', shape: [2, 'N'] } }],
  });
});

test('what has no name is called by its place', () => {
  const signature = readExportedSignature(written(stablehlo('places')));
  if (signature === null || 'fault' in signature) throw new Error('a signature');
  expect(signature.inputs.map(({ name }) => name)).toEqual(['arg0', 'left', 'right_0', 'right_1']);
  expect(signature.outputs.map(({ name }) => name)).toEqual(['output_0', 'sum']);
});

test.each(['bytecode', 'text'])('a bare module as %s is a form without a signature', async (name) => {
  const form = await readForm(folderOf({ 'net.mlir': stablehlo(name) }), 'net.mlir');
  expect(form.content).toEqual({ format: 'stablehlo', signature: null, companions: [] });
});

test('an export is a form with its signature, whatever it is called', async () => {
  const form = await readForm(folderOf({ 'net.bin': stablehlo('negated') }), 'net.bin');
  expect(signatureOfForm(form)?.inputs).toEqual([{ name: 'x', type: { kind: 'tensor', dtype: 'float32', shape: [] } }]);
});

test.each([
  ['empty', ''],
  ['text', 'hello'],
])('%s under the name of the format is a fault', async (_, content) => {
  const form = await readForm(folderOf({ 'net.stablehlo': content }), 'net.stablehlo');
  expect(form.content).toMatchObject({ format: 'stablehlo', fault: expect.anything() });
});

test('other modules of MLIR, and texts about it, are none', async () => {
  const other = 'module {\n  func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> { return %x : tensor<2xf32> }\n}\n';
  for (const content of [other, '# stablehlo\n\nmodule\n'.repeat(3).replace(/module/g, 'text')]) {
    const form = await readForm(folderOf({ 'net.mlir': content }), 'net.mlir');
    expect(form.content.format).toBeNull();
  }
});
