import { expect, onTestFinished, test } from 'vitest';
import { createHost, disposeHost } from '../src/host/create-host.js';
import { silent } from '../src/host/log.js';
import { withSession } from '../src/session.js';
import { wholeMatrix } from '../src/shard-session.js';
import { repositoryOf } from './discover/repository.js';
import { buildDenseModel } from './models/build-model.js';

async function jobsOf(files: Record<string, Uint8Array | string>, count: number): Promise<number> {
  const host = createHost({ assets: 'src', cwd: repositoryOf(files), log: silent });
  onTestFinished(() => disposeHost(host));
  return (await withSession({}, host, (session) => wholeMatrix(session, count))).shards.length;
}

/** As many models as parts, so that no part is empty. */
const models = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}.onnx`, buildDenseModel(1)]));

test.each([
  [1, 1],
  [255, 255],
  [256, 256],
])('%i parts are %i jobs', async (count, jobs) => {
  expect(await jobsOf(models(count), count)).toBe(jobs);
});

test('a matrix of more jobs than a workflow may have is refused', async () => {
  await expect(jobsOf(models(257), 257)).rejects.toThrow(/257 parts are more than a workflow may have jobs/);
});

test('a matrix without jobs is refused: GitHub would not say why', async () => {
  await expect(jobsOf({ 'README.md': '' }, 2)).rejects.toThrow(/no model found/);
});
