import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { portability, repository } from '../e2e/cli.js';
import { buildModel } from '../models/build-model.js';
import { USUAL_NETWORKS } from '../models/usual-networks.js';

test('networks as people export them get a verdict without a word of configuration', async () => {
  const files = Object.entries(USUAL_NETWORKS).map(([name, spec]) => [`${name}.onnx`, buildModel(spec)] as const);
  const root = await repository({
    ...Object.fromEntries(files),
    'portability.yml': 'runtimes: [onnxruntime-node]\n',
  });
  try {
    const { code, stdout } = await portability(['run'], root);
    expect(stdout).toContain(`all ${files.length} cells pass`);
    expect(code).toBe(0);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
