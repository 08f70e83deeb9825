import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { measure } from '../../../src/compare/kernel/measure.js';
import { BLOCK } from '../../../src/compare/kernel/tally-block.js';
import { TallyPool } from '../../../src/compare/kernel/tally-pool.js';
import { byteLength, type PackedDType } from '../../../src/tensor/dtype.js';
import { bytesOf } from '../../../src/tensor/elements.js';
import { type PackedTensor, tensor } from '../../../src/tensor/tensor.js';

const SCRIPT = resolve('lib/compare/kernel/tally-worker.js');
const limit = { atol: 1e-3, rtol: 1e-3 };
/** Of each tensor: two of them are just enough to be shared. */
const BYTES = 65 * 2 ** 20;

let pool: TallyPool;
beforeEach(() => {
  pool = new TallyPool(SCRIPT, 3);
});
afterEach(() => pool.close());

/** Measures until other threads took part: the first time they have not started yet. */
function shared(reference: PackedTensor, candidate: PackedTensor) {
  const before = pool.shared;
  for (let turn = 0; turn < 2000; turn++) {
    const measured = measure(reference, candidate, limit, pool);
    if (pool.shared > before) return measured;
  }
  throw new Error('no other thread took part');
}

/** Bits of a small generator of numbers: the same in every run. */
function noiseOf(seed: number): Uint8Array {
  const words = new Uint32Array(BYTES / 4);
  let state = seed;
  for (let i = 0; i < words.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[i] = state;
  }
  return bytesOf(words);
}

/** Any bits: floats have NaNs and infinities among them; a share of the elements is equal. */
function pairOf(dtype: PackedDType): readonly [PackedTensor, PackedTensor] {
  const [reference, candidate] = [noiseOf(1), noiseOf(2)];
  const size = byteLength(dtype, 1);
  candidate.set(reference.subarray(0, 5 * BLOCK * size));
  // Little-endian: the last two bytes of an element are its sign and exponent.
  for (let block = 1; block < 4; block++)
    for (const at of [block * BLOCK - 1, block * BLOCK, block * BLOCK + 1])
      (at % 2 === 0 ? reference : candidate).fill(0xff, at * size, (at + 1) * size);
  const shape = [BYTES / size];
  return [tensor(dtype, shape, reference), tensor(dtype, shape, candidate)];
}

test.for<PackedDType>(['float32', 'float64', 'float16', 'int64', 'uint64', 'bool'])(
  'other threads change nothing in what is measured: %s',
  (dtype) => {
    const [reference, candidate] = pairOf(dtype);
    const alone = measure(reference, candidate, limit);
    expect(shared(reference, candidate)).toEqual(alone);
    expect(alone.outside).toBeGreaterThan(0);
    if (dtype.startsWith('float')) expect(alone.nonFiniteMismatches).toBeGreaterThan(9);
  },
);

test('views that are not aligned are measured as aligned copies are', () => {
  const [reference, candidate] = pairOf('float32');
  const shifted = new Uint8Array(BYTES + 1);
  shifted.set(candidate.bytes, 1);
  const view = { ...candidate, bytes: shifted.subarray(1) };
  expect(shared(reference, view)).toEqual(measure(reference, candidate, limit));
});

test('small tensors are not shared', () => {
  const small = tensor('float32', [2], new Uint8Array(8));
  measure(small, small, limit, pool);
  expect(pool.shared).toBe(0);
});

test('a thread that cannot start costs nothing but its help', async () => {
  const lost = new TallyPool(resolve('lib/compare/no-such-file.js'), 1);
  const [reference, candidate] = pairOf('float32');
  const alone = measure(reference, candidate, limit);
  expect(measure(reference, candidate, limit, lost)).toEqual(alone);
  await new Promise((done) => setTimeout(done, 300));
  expect(measure(reference, candidate, limit, lost)).toEqual(alone);
  expect(lost.shared).toBe(0);
  await lost.close();
});

test('a process that measured with other threads ends by itself', () => {
  const url = (name: string) => JSON.stringify(pathToFileURL(resolve('lib/compare/kernel', name)).href);
  const code = `
    import { measure } from ${url('measure.js')};
    import { TallyPool } from ${url('tally-pool.js')};
    const t = { kind: 'tensor', dtype: 'float32', shape: [${BYTES / 4}], bytes: new Uint8Array(${BYTES}) };
    const pool = new TallyPool(${JSON.stringify(SCRIPT)}, 2);
    while (pool.shared === 0) measure(t, t, { atol: 0, rtol: 0 }, pool);
    console.log('measured');`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    timeout: 200_000,
  });
  expect(child).toMatchObject({ status: 0, signal: null, stdout: 'measured\n', stderr: '' });
});
