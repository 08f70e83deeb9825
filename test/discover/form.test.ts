import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signatureOfForm } from '../../src/discover/form.js';
import { findReader, readForm } from '../../src/discover/read-form.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { torchscript } from '../adapters/fixtures/torchscript.js';
import { buildDenseModel } from '../models/build-model.js';
import { buildTfliteConvModel } from '../models/build-tflite.js';
import { externalTensor, modelOf } from '../onnx/model-files.js';
import { folderOf } from './repository.js';

const EMPTY_ZIP = `PK\x03\x04${'\0'.repeat(26)}PK\x05\x06${'\0'.repeat(18)}`;
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);

test.each([
  ['net.onnx', buildDenseModel(), true],
  ['NET.ONNX', buildDenseModel(), true],
  ['weights.bin', buildDenseModel(), true],
  ['no-ending', buildDenseModel(), true],
  // Announced by its name: that it cannot be read is for the report.
  ['broken.onnx', 'text', true],
  [
    'input_0.pb',
    onnx.TensorProto.encode({ dims: [8], dataType: 1, rawData: new Uint8Array(32), name: 'x' }).finish(),
    false,
  ],
  ['text.txt', 'some text, long enough to be looked at', false],
  ['picture.png', PNG, false],
  ['random.bin', Uint8Array.from({ length: 500 }, (_, index) => (index * 7919) % 256), false],
  // Starts as a model does, and goes on otherwise.
  ['almost.bin', Uint8Array.from([8, 8, 0x12, 4, ...new Array<number>(40).fill(65)]), false],
  ['cut.bin', buildDenseModel().subarray(0, 200), false],
  ['empty.bin', '', false],
  ['net.tflite', buildTfliteConvModel(), 'tflite'],
  ['net.lite', buildTfliteConvModel(), 'tflite'],
  ['broken.tflite', 'text', 'tflite'],
  ['net.pt', torchscript('negated'), 'torchscript'],
  // An archive as well, and no model.
  ['weights.npz', Buffer.from(EMPTY_ZIP, 'latin1'), false],
])('%s with %o is a model: %j', (name, content, expected) => {
  const format = expected === true ? 'onnx' : expected === false ? null : expected;
  expect(findReader(folderOf({ [name]: content }), name)?.format ?? null).toBe(format);
});

test('a form has format, signature, size and hash', async () => {
  const bytes = buildDenseModel();
  const form = await readForm(folderOf({ 'a/net.bin': bytes }), 'a/net.bin', { hidden: 'h' });
  expect(form).toMatchObject({ path: 'a/net.bin', bytes: bytes.length, names: { hidden: 'h' } });
  expect(form.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(form.content.format).toBe('onnx');
  expect(signatureOfForm(form)?.inputs.map(({ name }) => name)).toEqual(['x']);
});

test('files with weights belong to size and hash', async () => {
  const model = onnx.ModelProto.encode(modelOf({ initializer: [externalTensor('weights.bin')] })).finish();
  const weights = new Uint8Array(64);
  const root = folderOf({ 'net.onnx': model, 'weights.bin': weights });
  const form = await readForm(root, 'net.onnx');
  expect(form.bytes).toBe(model.length + 64);
  expect(form.sha256).toBe(createHash('sha256').update(model).update(weights).digest('hex'));
});

async function faultOf(root: string, path: string) {
  const { content, sha256 } = await readForm(root, path);
  expect(sha256).toHaveLength(64);
  return 'fault' in content ? content.fault : null;
}

test('a Git LFS pointer says how to get the model', async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;
  const root = folderOf({ 'net.onnx': pointer, 'net.bin': pointer });
  expect(await faultOf(root, 'net.onnx')).toMatchObject({
    what: 'the file is a Git LFS pointer, not the model',
    next: expect.stringContaining('lfs: true'),
  });
  // Named in the config, so that its name need not tell.
  expect((await faultOf(root, 'net.bin'))?.what).toMatch(/Git LFS pointer/);
});

test('what cannot be read is a fault, not an exception', async () => {
  const root = folderOf({ 'text.txt': 'text', 'broken.onnx': 'text' });
  mkdirSync(join(root, 'folder.onnx'));
  symlinkSync('/dev/zero', join(root, 'endless.onnx'));
  symlinkSync('/etc/hostname', join(root, 'outside.onnx'));
  expect((await faultOf(root, 'text.txt'))?.what).toBe('the content is in no format that the gate supports');
  expect((await faultOf(root, 'broken.onnx'))?.what).toBe('the file is truncated or damaged');
  expect((await faultOf(root, 'folder.onnx'))?.what).toBe('it is not a regular file');
  expect((await faultOf(root, 'none.onnx'))?.what).toBe('the file cannot be read');
  for (const link of ['endless.onnx', 'outside.onnx'])
    expect((await faultOf(root, link))?.what).toBe(
      'it is reached through a link that leads out of the working directory',
    );
});
