import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { numericsSection } from '../../../scripts/numerics/document.js';
import { studyRepository } from '../../../scripts/numerics/repository.js';
import { seededModels } from '../../../scripts/numerics/seeded-models.js';
import { study } from '../../../scripts/numerics/study.js';
import { hostIn } from '../../environments/host.js';
import { scratchWith } from '../scratch.js';

test('two small networks on the embedded runtimes: no false alarm, and faults far from the noise', async () => {
  const folder = scratchWith();
  mkdirSync(join(folder, 'scratch'));
  const cwd = join(folder, 'repository');
  const seeded = seededModels.filter(({ id }) => id === 'lstm' || id === 'conv-net');
  const columns = ['onnxruntime-node', 'onnxruntime-web'];
  const host = hostIn(folder, { assets: resolve('lib') });
  await studyRepository(cwd, { seeded, real: [], development: folder }, columns);
  const results = await study({ ...host, cwd });
  expect(results.failed).toEqual([]);
  const honest = results.judged.filter(({ fault }) => fault === null);
  expect(honest.map(({ model, column, auto }) => [model, column, auto])).toEqual(
    ['conv-net', 'lstm'].flatMap((model) => columns.map((column) => [model, column, true])),
  );
  const swapped = results.judged.filter(({ fault }) => fault?.kind === 'swap-channels');
  expect(swapped.length).toBeGreaterThan(1);
  for (const { auto, ratio } of swapped) expect([auto, ratio > 100]).toEqual([false, true]);
  expect(numericsSection(results)).toContain('| conv-net |');
});
