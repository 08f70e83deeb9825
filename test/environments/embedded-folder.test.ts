import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeRuntimes } from '../../src/adapters/node-runtimes.generated.js';
import { embeddedFolder } from '../../src/environments/embedded-folder.js';
import { findPackages } from '../../src/environments/find-packages.js';
import { prepareNodeEnvironment, requirementsOf } from '../../src/environments/prepare-node-environment.js';
import { freshFolder, hostIn } from './host.js';

const runtime = (id: string) => {
  const found = nodeRuntimes.find((one) => one.id === id);
  if (found === undefined) throw new Error(`${id} is gone`);
  return found;
};

test('a build ships the part of a package that one runtime loads: it is used where it is, and by no other runtime', async () => {
  const folder = await freshFolder();
  const host = hostIn(folder, { assets: join(folder, 'assets') });
  const web = runtime('onnxruntime-web');
  const shipped = embeddedFolder(host.assets, web.id);
  for (const { name, version } of requirementsOf(web, undefined)) {
    await mkdir(join(shipped, 'node_modules', name), { recursive: true });
    await writeFile(join(shipped, 'node_modules', name, 'package.json'), JSON.stringify({ name, version }));
  }
  expect(await prepareNodeEnvironment(web, undefined, host)).toMatchObject({ root: shipped, cached: true });
  // A browser loads other files of the same release.
  const browser = runtime('onnxruntime-browser');
  const wanted = requirementsOf(browser, undefined);
  expect(wanted).toEqual(requirementsOf(web, undefined));
  expect(await findPackages(embeddedFolder(host.assets, browser.id), wanted)).toBeNull();
});
