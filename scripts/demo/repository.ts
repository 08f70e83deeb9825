import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNpy } from '../../src/golden/npy.js';
import type { PackedTensor } from '../../src/tensor/tensor.js';
import { faultyExport } from './faulty-export.js';

/**
 * Creates the demo: networks, one of them once more with a fault, the configuration of examples/demo, and one input from a
 * file.
 * @param models folder of the development models
 */
export function demoRepository(folder: string, models: string): void {
  mkdirSync(join(folder, 'inputs'), { recursive: true });
  cpSync(models, join(folder, 'models'), { recursive: true });
  const melody = (name: string) => join(folder, 'models', 'swift-f0', name);
  writeFileSync(melody('exported_again.onnx'), faultyExport(readFileSync(melody('swift_f0.onnx'))));
  cpSync('examples/demo/portability.yml', join(folder, 'portability.yml'));
  writeFileSync(join(folder, 'inputs', 'tone.npy'), writeNpy(tone()));
}

/** One second of a sung A: random noise has no pitch to find. */
function tone(): PackedTensor {
  const wave = Float32Array.from({ length: 16000 }, (_, i) =>
    [1, 2, 3].reduce((sum, k) => sum + Math.sin((2 * Math.PI * 220 * k * i) / 16000) / (2 * k), 0),
  );
  return { kind: 'tensor', dtype: 'float32', shape: [1, 16000], bytes: new Uint8Array(wave.buffer) };
}
