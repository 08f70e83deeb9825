import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readForm } from '../../src/discover/read-form.js';
import { LARGEST_MODEL, readWholeModel } from '../../src/mutate/read-whole-model.js';
import { numbersOf } from '../../src/mutate/tensor-numbers.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { buildDenseModel } from '../models/build-model.js';

const folder = mkdtempSync(join(tmpdir(), 'whole-model-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('weights of external files come into the model', async () => {
  const model = onnx.ModelProto.decode(buildDenseModel());
  const [first] = model.graph?.initializer ?? [];
  if (first == null) throw new Error('no weight');
  const before = numbersOf(first)?.numbers;
  const bytes = first.rawData ?? new Uint8Array();
  first.rawData = new Uint8Array();
  first.dataLocation = onnx.TensorProto.DataLocation.EXTERNAL;
  first.externalData = Object.entries({ location: 'm.data', offset: '16', length: String(bytes.length) }).map(
    ([key, value]) => ({ key, value }),
  );
  writeFileSync(join(folder, 'm.onnx'), onnx.ModelProto.encode(model).finish());
  writeFileSync(join(folder, 'm.data'), Buffer.concat([Buffer.alloc(16, 0xff), bytesOf(bytes)]));
  const read = readWholeModel(await readForm(folder, 'm.onnx'));
  if ('fault' in read) throw new Error(read.fault.what);
  const [found] = read.whole.graph?.initializer ?? [];
  expect(found == null ? null : numbersOf(found)?.numbers).toEqual(before);
  expect(before?.length).toBe(128);
});

test('a model that is too large is a fault in words, and is not read', async () => {
  writeFileSync(join(folder, 'n.onnx'), buildDenseModel());
  const form = await readForm(folder, 'n.onnx');
  const read = readWholeModel({ ...form, absolute: '/nowhere', bytes: LARGEST_MODEL + 1 });
  expect('fault' in read && read.fault.what).toBe(
    'the model has 1.0 GiB, but mutants are only made from models of up to 1 GiB',
  );
});
