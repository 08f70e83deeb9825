import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { measureCost } from '../../../scripts/costs/measure-cost.js';
import { findRuntimes } from '../../../src/adapters/find-runtimes.js';
import { hostIn } from '../../environments/host.js';
import { scratchWith } from '../scratch.js';

test('a runtime that ships with the gate costs nothing but its start', async () => {
  const folder = scratchWith();
  mkdirSync(join(folder, 'scratch'));
  const host = hostIn(folder, { assets: resolve('lib') });
  const shipped = (await findRuntimes(host, [])).find(({ id }) => id === 'onnxruntime-web');
  if (shipped === undefined) throw new Error('it ships with the gate');
  const cost = await measureCost(shipped, host);
  expect(cost).toEqual({ downloadBytes: 0, diskBytes: 0, installSeconds: 0, importSeconds: expect.any(Number) });
  expect(cost.importSeconds).toBeLessThan(30);
});

test('packages that the gate is developed with are not taken for its own', async () => {
  const folder = scratchWith();
  // Without npm nothing is installed.
  const host = hostIn(folder, { assets: resolve('lib'), env: { PATH: '' } });
  const installed = (await findRuntimes(host, [])).find(({ id }) => id === 'onnxruntime-node');
  if (installed === undefined) throw new Error('it is a runtime');
  await expect(measureCost(installed, host)).rejects.toThrow('npm is needed');
});
