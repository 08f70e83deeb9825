import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBrowser } from '../../src/environments/find-browser.js';
import { folderOf } from '../discover/repository.js';

function programs(...names: readonly string[]): string {
  const folder = folderOf({});
  for (const name of names) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

test.skipIf(process.platform === 'win32')(
  'CHROME_PATH goes first, then what is on the PATH, Chrome before Chromium',
  async () => {
    const folder = programs('chromium', 'google-chrome', 'mine');
    const find = (env: NodeJS.ProcessEnv) => findBrowser({ env: { PATH: folder, ...env }, cwd: '.' }, 'It');
    expect(await find({ CHROME_PATH: join(folder, 'mine') })).toBe(join(folder, 'mine'));
    expect(await find({ CHROME_PATH: '' })).toBe(join(folder, 'google-chrome'));
  },
);

test('a CHROME_PATH that leads nowhere is told, not passed over', async () => {
  const found = findBrowser({ env: { PATH: programs('chromium'), CHROME_PATH: '/nowhere/chrome' }, cwd: '.' }, 'It');
  await expect(found).rejects.toMatchObject({
    name: 'InfrastructureError',
    explanation: {
      what: 'It needs a browser, and CHROME_PATH does not name one',
      why: '/nowhere/chrome is not an executable file',
      next: expect.stringMatching(/CHROME_PATH/),
    },
  });
});

test.skipIf(process.platform !== 'linux')('no browser at all is told with what would do', async () => {
  await expect(findBrowser({ env: { PATH: programs() }, cwd: '.' }, 'It')).rejects.toMatchObject({
    explanation: { what: 'It needs a browser, and none is installed', why: expect.stringMatching(/chromium/) },
  });
});
