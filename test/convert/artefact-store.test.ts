import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { artefactFault, keepArtefact, knownArtefact } from '../../src/convert/artefact-store.js';
import { freshFolder, hostIn } from '../environments/host.js';

const SAID = { names: { x: 'x_1' }, dtypes: {}, layouts: {}, edits: [], version: '1.2', seconds: 3 };

test('something counts as an artefact once it has content', async () => {
  const folder = await freshFolder();
  const path = join(folder, 'model');
  expect(await artefactFault(path)).toMatch(/wrote nothing/);
  await writeFile(path, '');
  expect(await artefactFault(path)).toMatch(/an empty file/);
  await writeFile(path, 'm');
  expect(await artefactFault(path)).toBeNull();
  await symlink(path, join(folder, 'link'));
  expect(await artefactFault(join(folder, 'link'))).toMatch(/neither a file nor a folder/);
  await mkdir(join(folder, 'saved', 'variables'), { recursive: true });
  await writeFile(join(folder, 'saved', 'variables', 'index'), '');
  expect(await artefactFault(join(folder, 'saved'))).toMatch(/an empty folder/);
  await writeFile(join(folder, 'saved', 'variables', 'data'), 'd');
  expect(await artefactFault(join(folder, 'saved'))).toBeNull();
});

async function kept() {
  const folder = await freshFolder();
  const host = hostIn(folder);
  await mkdir(host.scratch, { recursive: true });
  const draft = await mkdtemp(join(host.scratch, 'draft-'));
  await writeFile(join(draft, 'model.mnn'), 'model');
  await writeFile(join(draft, 'model.mnn.json'), '{}');
  const artefact = await keepArtefact(host, 'key', draft, 'model.mnn', SAID);
  return { host, artefact };
}

test('what was kept is known again, with what the converter said', async () => {
  const { host, artefact } = await kept();
  expect(artefact).toMatchObject({ ...SAID, cached: false });
  expect(await knownArtefact(host, 'key', 'model.mnn')).toEqual({ ...artefact, cached: true });
  expect(await knownArtefact(host, 'other', 'model.mnn')).toBeNull();
});

test('what is damaged is not known, and can be made again', async () => {
  for (const damage of [
    (path: string) => truncate(path),
    (path: string) => rm(path),
    (path: string) => rm(`${path}.json`),
    (path: string) => writeFile(join(dirname(path), '..', 'conversion.json'), '{"names": {}'),
    (path: string) => rm(join(dirname(path), '..', '.complete')),
  ]) {
    const { host, artefact } = await kept();
    await damage(artefact.path);
    expect(await knownArtefact(host, 'key', 'model.mnn')).toBeNull();
    const draft = await mkdtemp(join(host.scratch, 'draft-'));
    await writeFile(join(draft, 'model.mnn'), 'new');
    await keepArtefact(host, 'key', draft, 'model.mnn', SAID);
    expect(await knownArtefact(host, 'key', 'model.mnn')).toMatchObject({ cached: true });
  }
});
