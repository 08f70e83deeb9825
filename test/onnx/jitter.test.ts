import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JitterDType, jitterInPlace, jitterPatches, writeJitteredModel } from '../../src/onnx/jitter.js';
import { type OnnxModel, readOnnxModel } from '../../src/onnx/onnx-model.js';
import { externalTensor, type ModelMessage, modelOf, temporaryFolder, writeModel } from './model-files.js';

const FORMATS: Readonly<Record<JitterDType, { readonly bits: 16 | 32 | 64; readonly infinity: bigint }>> = {
  float32: { bits: 32, infinity: 0x7f800000n },
  float64: { bits: 64, infinity: 0x7ff0000000000000n },
  float16: { bits: 16, infinity: 0x7c00n },
  bfloat16: { bits: 16, infinity: 0x7f80n },
};
const DTYPES = Object.keys(FORMATS) as JitterDType[];

function pack(patterns: readonly bigint[], bits: 16 | 32 | 64): Uint8Array {
  const view = new DataView(new ArrayBuffer((patterns.length * bits) / 8));
  patterns.forEach((pattern, index) => {
    if (bits === 64) view.setBigUint64(index * 8, pattern, true);
    else if (bits === 32) view.setUint32(index * 4, Number(pattern), true);
    else view.setUint16(index * 2, Number(pattern), true);
  });
  return new Uint8Array(view.buffer);
}

function unpack(bytes: Uint8Array, bits: 16 | 32 | 64): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: (bytes.byteLength * 8) / bits }, (_, index) => {
    if (bits === 64) return view.getBigUint64(index * 8, true);
    return BigInt(bits === 32 ? view.getUint32(index * 4, true) : view.getUint16(index * 2, true));
  });
}

test.each(DTYPES)('%s: every finite value but zero moves to a neighbour, everything else stays', (dtype) => {
  const { bits, infinity } = FORMATS[dtype];
  const sign = 1n << BigInt(bits - 1);
  const special = [
    0n,
    sign,
    infinity,
    sign | infinity,
    infinity + 1n,
    sign | (infinity + 1n),
    1n,
    sign | 1n,
    infinity - 1n,
  ];
  const pattern = fc.oneof(fc.bigInt(0n, (1n << BigInt(bits)) - 1n), fc.constantFrom(...special));
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 50 }), fc.nat(), (patterns, seed) => {
      const bytes = pack(patterns, bits);
      jitterInPlace(bytes, dtype, seed);
      unpack(bytes, bits).forEach((moved, index) => {
        const before = patterns[index] ?? 0n;
        const magnitude = before & (sign - 1n);
        const step = moved - before;
        if (magnitude === 0n || magnitude >= infinity) expect(step).toBe(0n);
        else expect(step === 1n || step === -1n).toBe(true);
        // Never across zero, never to infinity.
        expect(moved & sign).toBe(before & sign);
        if (magnitude < infinity) expect((moved & (sign - 1n)) < infinity).toBe(true);
      });
    }),
    { numRuns: 300 },
  );
});

test.each(DTYPES)('%s: the same seed gives the same values, half of them up; other seeds are independent', (dtype) => {
  const { bits, infinity } = FORMATS[dtype];
  const count = 20_000;
  const start = new Array<bigint>(count).fill(infinity / 2n);
  const jittered = (seed: number) => {
    const bytes = pack(start, bits);
    jitterInPlace(bytes, dtype, seed);
    return unpack(bytes, bits).map((value) => value > infinity / 2n);
  };
  const runs = [1, 2, 65_538].map(jittered);
  for (const run of runs) expect(Math.abs(run.filter(Boolean).length / count - 0.5)).toBeLessThan(0.02);
  expect(jittered(1)).toEqual(runs[0]);
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    const equal = (runs[a] ?? []).filter((up, index) => up === runs[b]?.[index]).length;
    expect(Math.abs(equal / count - 0.5)).toBeLessThan(0.02);
  }
});

const raw = (name: string, values: ArrayLike<number>) => ({
  name,
  dims: [values.length],
  dataType: 1,
  rawData: new Uint8Array(Float32Array.from(values).buffer),
});
const ones = (count: number) => new Array<number>(count).fill(1);

function written(message: ModelMessage, prepare: (folder: string) => void = () => {}) {
  const folder = temporaryFolder();
  prepare(folder);
  const path = writeModel(message, 'net.onnx', folder);
  const model = readOnnxModel(path);
  if ('fault' in model) throw new Error(model.fault.what);
  return { path, model, folder };
}

/** Names of the weights whose byte ranges would be moved. */
function moved(model: OnnxModel): string[] {
  const offsets = new Set(jitterPatches(model).map(({ offset }) => offset));
  return model.weights
    .filter(({ payload }) => payload.pieces.some(({ offset }) => offsets.has(offset)))
    .map(({ name }) => name);
}

test('moves weights, but neither small tensors nor what steers shapes nor integers', () => {
  const { model } = written(
    modelOf({
      initializer: [
        raw('kernel', ones(9)),
        raw('epsilon', ones(8)),
        raw('scales', ones(10)),
        raw('limits', ones(12)),
        raw('sizes', ones(12)),
        raw('mask', ones(16)),
        { name: 'floats', dims: [12], dataType: 1, floatData: ones(12) },
        { name: 'doubles', dims: [12], dataType: 11, doubleData: ones(12) },
        { name: 'half', dims: [12], dataType: 10, rawData: new Uint8Array(24) },
        { name: 'counts', dims: [12], dataType: 7, rawData: new Uint8Array(96) },
      ],
      node: [
        { opType: 'Resize', input: ['x', '', 'scales'], output: ['r'] },
        { opType: 'Range', input: ['limits', 'limits', 'limits'], output: ['n'] },
        { opType: 'Cast', input: ['sizes'], output: ['whole'] },
        { opType: 'Concat', input: ['whole'], output: ['shape'] },
        { opType: 'Reshape', input: ['r', 'shape'], output: ['s'] },
        { opType: 'Equal', input: ['mask', 'n'], output: ['e'] },
        { opType: 'Constant', output: ['constant'], attribute: [{ name: 'value', t: raw('', ones(20)) }] },
        { opType: 'Mul', input: ['s', 'kernel'], output: ['y'] },
      ],
    }),
  );
  expect(moved(model)).toEqual(['kernel', 'floats', 'doubles', 'half', 'constant']);
});

test('the copy has the same length, differs in the weights alone, and the original is untouched', () => {
  const { path, model } = written(modelOf({ initializer: [raw('w', ones(100)), raw('small', ones(4))] }));
  chmodSync(path, 0o444);
  const original = readFileSync(path);
  const copy = writeJitteredModel(path, model, join(temporaryFolder(), 'copy'), 1);
  expect(readFileSync(path)).toEqual(original);
  const bytes = readFileSync(copy);
  expect(bytes.length).toBe(original.length);
  const [piece] = model.weights[0]?.payload.pieces ?? [];
  const { offset = 0, length = 0 } = piece ?? {};
  expect(bytes.subarray(0, offset)).toEqual(original.subarray(0, offset));
  expect(bytes.subarray(offset + length)).toEqual(original.subarray(offset + length));
  const values = Array.from({ length: 100 }, (_, index) => bytes.readFloatLE(offset + 4 * index));
  const up = values.filter((value) => value === 1 + 2 ** -23).length;
  expect(up + values.filter((value) => value === 1 - 2 ** -24).length).toBe(100);
  expect(up).toBeGreaterThan(30);
  expect(up).toBeLessThan(70);
  const again = writeJitteredModel(path, model, join(temporaryFolder(), 'copy'), 1);
  const other = writeJitteredModel(path, model, join(temporaryFolder(), 'copy'), 2);
  expect(readFileSync(again)).toEqual(bytes);
  expect(readFileSync(other)).not.toEqual(bytes);
});

test('external weights are moved in a copy, between the bytes of other tensors', () => {
  const numbers = new Uint8Array(Float32Array.from(ones(32)).buffer);
  const { path, model, folder } = written(
    // A file of the usual name for a model, so that the copy of the model must not take it.
    modelOf({ initializer: [externalTensor('model.onnx', 64, { offset: '32' })] }),
    (root) => writeFileSync(join(root, 'model.onnx'), numbers),
  );
  const copy = writeJitteredModel(path, model, join(temporaryFolder(), 'copy'), 3);
  const external = readFileSync(join(copy, '..', 'model.onnx'));
  expect(readFileSync(join(folder, 'model.onnx'))).toEqual(Buffer.from(numbers));
  expect(readFileSync(copy)).toEqual(readFileSync(path));
  expect(statSync(join(copy, '..', 'model.onnx')).size).toBe(128);
  for (let index = 0; index < 32; index++) expect(external.readFloatLE(4 * index) === 1).toBe(index < 8 || index >= 24);
});
