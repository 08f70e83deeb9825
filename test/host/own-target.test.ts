/** Where the gate writes, and where a link that somebody committed would have it write. */
import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeReports } from '../../src/bin/commands/write-reports.js';
import { linkAway, requireOwnTarget } from '../../src/host/own-target.js';
import { sourceTexts } from '../../src/publish/source-texts.js';
import { freshFolder } from '../environments/host.js';

interface Place {
  readonly repository: string;
  readonly elsewhere: string;
}

async function place(): Promise<Place> {
  const root = realpathSync(await freshFolder());
  const place = { repository: join(root, 'repository'), elsewhere: join(root, 'elsewhere') };
  mkdirSync(join(place.repository, '.git'), { recursive: true });
  mkdirSync(join(place.repository, 'folder'));
  mkdirSync(place.elsewhere);
  return place;
}

const REFUSED: readonly (readonly [string, string, (place: Place) => string])[] = [
  ['a link to a file elsewhere', 'report.json', ({ elsewhere }) => join(elsewhere, 'bashrc')],
  ['a folder that leads elsewhere', 'out/new/report.json', ({ elsewhere }) => elsewhere],
  ['a way up', 'report.json', () => '../elsewhere/bashrc'],
  ['what git keeps of the repository', 'report.json', () => '.git/config'],
  ['the same where case does not count', 'out/config', () => '.Git'],
  ['another repository in it', 'out/run.sh', () => 'vendored'],
  ['itself', 'report.json', () => 'report.json'],
  ['a link that leads to another one out of it', 'report.json', () => 'second'],
];

test.each(REFUSED)('not through a link in the repository: %s', async (_what, path, target) => {
  const made = await place();
  const { repository, elsewhere } = made;
  mkdirSync(join(repository, 'vendored', '.git'), { recursive: true });
  symlinkSync(elsewhere, join(repository, 'second'));
  const [link = ''] = path.split('/');
  symlinkSync(target(made), join(repository, link));
  expect(linkAway(repository, path)).toBe(link);
  // From a folder in it as well.
  expect(linkAway(join(repository, 'folder'), join('..', path))).toBe(join('..', link));
  expect(() => requireOwnTarget(repository, path)).toThrow(
    `it is not written through "${link}", a link that leads out of the repository`,
  );
});

test('links that stay in the repository, or lie outside of it, are followed', async () => {
  const { repository, elsewhere } = await place();
  symlinkSync('folder', join(repository, 'inside'));
  symlinkSync('nothing yet', join(repository, 'dangling'));
  writeFileSync(join(elsewhere, 'file'), '');
  symlinkSync(join(elsewhere, 'file'), join(elsewhere, 'link'));
  symlinkSync(repository, join(elsewhere, 'checkout'));
  for (const path of ['a.json', 'new/a.json', 'inside/a.json', 'dangling', '../elsewhere/link', '.git/a.json'])
    expect(linkAway(repository, path), path).toBeNull();
  expect(linkAway(join(elsewhere, 'checkout'), 'inside/a.json')).toBeNull();
});

test('no report is written when one of them would be written elsewhere', async () => {
  const { repository, elsewhere } = await place();
  symlinkSync(join(elsewhere, 'bashrc'), join(repository, 'report.md'));
  const files = { json: 'results.json', markdown: 'report.md' };
  const written = writeReports({} as never, files, { cwd: repository, key: '', print() {} });
  await expect(written).rejects.toThrow('report.md');
  expect(existsSync(join(repository, 'results.json'))).toBe(false);
  expect(existsSync(join(elsewhere, 'bashrc'))).toBe(false);
});

test('findings are not looked up behind a link that leads out, or in what never ends', async () => {
  const { repository, elsewhere } = await place();
  writeFileSync(join(elsewhere, 'secret'), 'models: []');
  symlinkSync(join(elsewhere, 'secret'), join(repository, 'portability.yml'));
  writeFileSync(join(repository, 'portability.lock.json'), '{}');
  expect(sourceTexts(repository, 'portability.yml', 'portability.lock.json')).toEqual({
    config: null,
    baseline: { path: 'portability.lock.json', lineOf: expect.any(Function) },
  });
  expect(sourceTexts(repository, '/dev/zero', 'folder')).toEqual({ config: null, baseline: null });
});
