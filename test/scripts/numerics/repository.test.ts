import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { columns } from '../../../scripts/numerics/columns.js';
import { realModels } from '../../../scripts/numerics/real-models.js';
import { studyRepository } from '../../../scripts/numerics/repository.js';
import { seededModels } from '../../../scripts/numerics/seeded-models.js';
import { findRuntimes } from '../../../src/adapters/find-runtimes.js';
import { BytesInMemory } from '../../../src/bytes/byte-reader.js';
import { configSchema } from '../../../src/config/schema.js';
import { readNpz } from '../../../src/golden/npz.js';
import { columnsOf } from '../../../src/plan/column.js';
import { storageOf } from '../../../src/tensor/elements.js';
import { tensor } from '../../../src/tensor/tensor.js';
import { buildModel } from '../../models/build-model.js';
import { scratchWith } from '../scratch.js';

const image = { name: 'x', dtype: 'float32', shape: [1, 3, 96, 96] } as const;
const detector = buildModel({
  inputs: [image],
  outputs: [{ ...image, name: 'y' }],
  nodes: [{ op: 'Abs', inputs: ['x'], outputs: ['y'] }],
});

/** The largest number in an archive of one array. */
async function largest(path: string): Promise<number> {
  const [array] = (await readNpz(new BytesInMemory(readFileSync(path)))).values();
  if (array?.dtype !== 'float32') throw new Error(`${path} holds no array of float32`);
  return Math.max(...Array.from(storageOf(tensor('float32', array.shape, array.bytes)), Number));
}

test('models, three inputs of each, and columns that the gate has', async () => {
  const root = scratchWith();
  const seeded = seededModels.filter(({ id }) => id === 'cancellation');
  const real = realModels.filter(({ id }) => id === 'ocr-detect');
  const development = scratchWith({ 'ocr/detect.onnx': detector });
  await studyRepository(root, { seeded, real, development }, columns);
  const config = configSchema.parse(parse(readFileSync(join(root, 'portability.yml'), 'utf8')));
  expect(config.models?.map(({ id, path }) => [id, path])).toEqual([
    ['cancellation', 'cancellation.onnx'],
    ['ocr-detect', 'ocr/detect.onnx'],
  ]);
  expect(columnsOf(config.runtimes, await findRuntimes({ assets: 'src', cwd: '.' }, []), root)).toHaveLength(
    columns.length,
  );
  for (const [seed, size] of [1, 0.1, 5].entries()) {
    const most = await largest(join(root, `golden/cancellation/seed-${seed}.inputs.npz`));
    // Of 256 normal numbers.
    expect(most / size, `seed ${seed}`).toBeGreaterThan(2);
    expect(most / size, `seed ${seed}`).toBeLessThan(5);
  }
  expect(await largest(join(root, 'golden/ocr-detect/seed-1.inputs.npz'))).toBeCloseTo(0.9, 6);
});
