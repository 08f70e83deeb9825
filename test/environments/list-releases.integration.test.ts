import { expect, test } from 'vitest';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { isFinal } from '../../src/config/release.js';
import { listReleases } from '../../src/environments/list-releases.js';
import { freshFolder, hostIn } from './host.js';

test.each([
  ['onnxruntime', '1.20.1'],
  ['onnxruntime-node', '1.20.1'],
])('the final releases of %s that the index has for this machine', async (id, known) => {
  const host = hostIn(await freshFolder());
  const facts = (await findRuntimes(host, [])).find((one) => one.id === id);
  if (facts === undefined) throw new Error(`no runtime ${id}`);
  const releases = await listReleases(facts, host);
  expect(releases).toContain(known);
  expect(releases.filter((release) => !isFinal(release))).toEqual([]);
});

test('a package that no index has', async () => {
  const host = hostIn(await freshFolder());
  const [facts] = await findRuntimes(host, []);
  if (facts === undefined) throw new Error('no runtime');
  for (const language of ['python', 'node'] as const)
    await expect(
      listReleases({ ...facts, language, package: 'portability-gate-no-such-package' }, host),
    ).rejects.toThrow(/releases of .* cannot be listed[\s\S]*--releases 1\.20\.1,1\.21\.0/);
});
