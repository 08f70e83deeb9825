/** Against the Python twin in src/worker/value_folder.py; skipped where python3 has no numpy and ml_dtypes. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { byteLength } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { stringTensor, tensor, type Values } from '../../src/tensor/tensor.js';
import { readValues, writeValues } from '../../src/values/value-folder.js';
import { PACKED, plain } from '../tensor/arbitrary-tensor.js';

const hasNumpy = spawnSync('python3', ['-c', 'import numpy, ml_dtypes']).status === 0;
const ECHO = `
import sys
sys.path.insert(0, sys.argv[1])
import value_folder
value_folder.write_values(sys.argv[3], value_folder.read_values(sys.argv[2]))
`;

const tensors = PACKED.map((dtype) => {
  const bytes = Uint8Array.from({ length: byteLength(dtype, 3) }, (_, index) =>
    dtype === 'bool' ? index % 2 : index + 1,
  );
  // three 4-bit elements leave half a byte, which has to be zero
  return [dtype, tensor(dtype, [3, 1], dtype.endsWith('int4') ? Uint8Array.of(0xe1, 0x07) : bytes)] as const;
});
const written: Values = {
  ...Object.fromEntries(tensors),
  scalar: tensor('float16', [], Uint8Array.of(0, 0x3c)),
  empty: tensor('int64', [0, 2], new Uint8Array()),
  words: stringTensor([2, 1], ['é', '']),
  none: { kind: 'absent' },
  list: { kind: 'sequence', items: [tensor('uint8', [1], Uint8Array.of(1)), { kind: 'sequence', items: [] }] },
  map: {
    kind: 'map',
    keys: stringTensor([2], ['a', 'b']),
    values: tensor('float32', [2], bytesOf(Float32Array.of(0.25, 0.75))),
  },
};

test.skipIf(!hasNumpy)('all kinds of values survive the way through Python', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'values-'));
  try {
    await writeValues(join(folder, 'there'), written);
    const sources = fileURLToPath(new URL('../../src/worker', import.meta.url));
    execFileSync('python3', ['-B', '-c', ECHO, sources, join(folder, 'there'), join(folder, 'back')]);
    const read = await readValues(join(folder, 'back'));
    expect(Object.entries(read).map(([name, value]) => [name, plain(value)])).toEqual(
      Object.entries(written).map(([name, value]) => [name, plain(value)]),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
