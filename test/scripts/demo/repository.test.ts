import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoRepository } from '../../../scripts/demo/repository.js';
import { readNpy } from '../../../src/golden/npy.js';
import { storageOf } from '../../../src/tensor/elements.js';
import { tensor } from '../../../src/tensor/tensor.js';
import { scratchWith } from '../scratch.js';
import { dilatedNetwork } from './dilated-network.js';

test('networks, the configuration and the tone that it names', () => {
  const folder = scratchWith();
  demoRepository(
    join(folder, 'demo'),
    scratchWith({ 'iris/model.onnx': 'model', 'swift-f0/swift_f0.onnx': dilatedNetwork() }),
  );
  const read = (path: string) => readFileSync(join(folder, 'demo', path));
  expect(read('models/iris/model.onnx').toString()).toBe('model');
  expect(read('models/swift-f0/exported_again.onnx')).not.toEqual(read('models/swift-f0/swift_f0.onnx'));
  expect(read('portability.yml').toString()).toContain('inputs/tone.npy');
  const tone = readNpy(read('inputs/tone.npy'));
  if (tone.dtype !== 'float32') throw new Error('a tone is float32');
  expect(tone.shape).toEqual([1, 16000]);
  const wave = Array.from(storageOf(tensor('float32', tone.shape, tone.bytes)), Number);
  expect(Math.max(...wave)).toBeGreaterThan(0.5);
  expect(Math.max(...wave.map(Math.abs))).toBeLessThan(1);
});
