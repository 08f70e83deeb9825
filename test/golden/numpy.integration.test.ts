/** Against numpy itself; skipped where python3 has no numpy. The fixtures cover the same without it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BytesInMemory } from '../../src/bytes/byte-reader.js';
import { npyDescr, readNpy } from '../../src/golden/npy.js';
import { readNpz, writeNpz } from '../../src/golden/npz.js';
import { byteLength } from '../../src/tensor/dtype.js';
import { stringTensor, type Tensor, tensor } from '../../src/tensor/tensor.js';
import { PACKED, plain } from '../tensor/arbitrary-tensor.js';

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;

const tensors = new Map<string, Tensor>([
  ['text', stringTensor([2, 2], ['', 'héllo', '😀', 'x'])],
  ...PACKED.filter((dtype) => npyDescr(dtype) !== null).map((dtype): [string, Tensor] => {
    const bytes = Uint8Array.from({ length: byteLength(dtype, 24) }, (_, index) =>
      dtype === 'bool' ? index % 2 : (index * 37) & 0x3f,
    );
    return [dtype, tensor(dtype, [2, 3, 4], bytes)];
  }),
]);

/** Reads the archive and writes each array back: as it is, column-major and big-endian, compressed. */
const ECHO = `
import sys, numpy as np
arrays = dict(np.load(sys.argv[1]))
def moved(a): return np.asfortranarray(a.astype(a.dtype.newbyteorder('>')))
np.savez_compressed(sys.argv[2], **{n: a for n, a in arrays.items()}, **{n + '.moved': moved(a) for n, a in arrays.items()})
np.save(sys.argv[3], arrays['float32'][::2, :, ::2])
`;

test.skipIf(!hasNumpy)('numpy reads what we write, and we read what it writes back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'numpy-'));
  try {
    const [source, echo, strided] = ['source.npz', 'echo.npz', 'strided.npy'].map((file) => join(folder, file));
    await writeFile(source ?? '', await writeNpz(tensors));
    execFileSync('python3', ['-c', ECHO, source ?? '', echo ?? '', strided ?? '']);
    const read = await readNpz(new BytesInMemory(await readFile(echo ?? '')));
    expect(read.size).toBe(2 * tensors.size);
    for (const [name, value] of read) {
      const original = tensors.get(name.replace('.moved', ''));
      expect([name, plain(value)]).toEqual([name, plain(original ?? { kind: 'absent' })]);
    }
    expect(readNpy(await readFile(strided ?? ''))).toMatchObject({ dtype: 'float32', shape: [1, 3, 2] });
  } finally {
    await rm(folder, { recursive: true });
  }
});
