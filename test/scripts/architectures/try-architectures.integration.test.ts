import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { verdictOf } from '../../../scripts/architectures/document.js';
import { architecturesRepository } from '../../../scripts/architectures/repository.js';
import { tryArchitectures } from '../../../scripts/architectures/try-architectures.js';
import { withinRounding } from '../../../scripts/architectures/within-rounding.js';
import { hostIn } from '../../environments/host.js';
import { scratchWith } from '../scratch.js';

test('two networks in three forms pass on three runtimes, and numpy alone finds them within rounding', async () => {
  const folder = scratchWith();
  mkdirSync(join(folder, 'scratch'));
  const cwd = join(folder, 'repository');
  const host = { ...hostIn(folder, { assets: resolve('lib') }), cwd };
  const columns = ['onnxruntime-node', 'openvino', 'pytorch'];
  await architecturesRepository(cwd, ['Resnet', 'Encoder'], columns, host);
  const cells = await tryArchitectures(host);
  expect(cells).toHaveLength(2 * 3 * 3);
  const failing = cells.filter(({ state }) => state !== 'pass' && state !== 'unsupported');
  expect(failing.map(({ model, runtime, reason }) => [model, runtime, reason])).toEqual([]);
  const distances = await withinRounding(cwd, host);
  const verdicts = Object.values(distances).flatMap((own) => Object.values(own).map(verdictOf));
  expect(verdicts.length).toBeGreaterThanOrEqual(12);
  expect(new Set(verdicts)).toEqual(new Set(['within rounding']));
});
