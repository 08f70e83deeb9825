// Lays out the demo: the real networks that were fetched, the configuration of examples/demo, and one input from a file.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { developmentModels } from './development-models.mjs';

/** Fetches what is missing and fills `folder`. Needs the build in lib/. */
export async function demoRepository(folder) {
  mkdirSync(join(folder, 'inputs'), { recursive: true });
  cpSync(await developmentModels(), join(folder, 'models'), { recursive: true });
  cpSync('examples/demo/portability.yml', join(folder, 'portability.yml'));
  const { writeNpy } = await import('../lib/golden/npy.js');
  writeFileSync(join(folder, 'inputs', 'tone.npy'), writeNpy(tone()));
}

/** One second of a sung A: random noise has no pitch to find. */
function tone() {
  const wave = Float32Array.from({ length: 16000 }, (_, i) =>
    [1, 2, 3].reduce((sum, k) => sum + Math.sin((2 * Math.PI * 220 * k * i) / 16000) / (2 * k), 0),
  );
  return { kind: 'tensor', dtype: 'float32', shape: [1, 16000], bytes: new Uint8Array(wave.buffer) };
}
