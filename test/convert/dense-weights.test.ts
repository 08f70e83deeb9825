import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sparseWeights, withDenseWeights } from '../../src/convert/dense-weights.js';
import type { Loadable } from '../../src/convert/loadable.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { SPARSE, sparse, sparseConstant } from '../models/unusual-weights.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dense-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const DENSE = new Float32Array(12);
for (const [index, place] of SPARSE.places.entries()) DENSE[place] = SPARSE.values[index] ?? 0;

async function stored(name: string, bytes: Uint8Array): Promise<Loadable> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const files = [{ from: path, to: name }];
  return { path, files, format: 'onnx', key: name, signature: null, names: {}, changes: {}, code: [] };
}

const read = async ({ path }: Loadable) => onnx.ModelProto.decode(await readFile(path));

test.each([
  ['flat indices', sparse(false)],
  ['an index for each axis', sparse(true)],
  ['a constant', sparseConstant()],
])('sparse weights with %s are the same numbers as dense ones', async (what, bytes) => {
  expect(sparseWeights(onnx.ModelProto.decode(bytes))).toEqual(['W']);
  const source = await stored(`${what}.onnx`, bytes);
  const dense = await withDenseWeights(source, join(folder, what));
  expect(dense.key).not.toBe(source.key);
  const model = await read(dense);
  expect(sparseWeights(model)).toEqual([]);
  const { initializer = [], node = [] } = model.graph ?? {};
  const [made] = [
    ...(initializer ?? []),
    ...(node ?? []).flatMap(({ attribute }) => attribute?.flatMap(({ t }) => t ?? []) ?? []),
  ];
  expect(made?.dims?.map(Number)).toEqual(SPARSE.shape);
  expect(Buffer.from(made?.rawData ?? [])).toEqual(Buffer.from(bytesOf(DENSE)));
});

test('sparse weights whose places do not exist, or that would take too much, are left to the reader', async () => {
  const broken = (change: (sparse: onnx.SparseTensorProto.$Properties) => void) => {
    const model = onnx.ModelProto.decode(sparse(false));
    for (const one of model.graph?.sparseInitializer ?? []) change(one);
    return onnx.ModelProto.encode(model).finish();
  };
  const outside = await stored(
    'outside.onnx',
    broken((one) => Object.assign(one, { dims: [2, 2] })),
  );
  const vast = await stored(
    'vast.onnx',
    broken((one) => Object.assign(one, { dims: [2 ** 40, 2 ** 40] })),
  );
  expect(await withDenseWeights(outside, join(folder, 'outside'))).toBe(outside);
  expect(await withDenseWeights(vast, join(folder, 'vast'))).toBe(vast);
});
