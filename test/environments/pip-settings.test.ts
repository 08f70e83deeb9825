import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parsePipConfig, readPipSettings } from '../../src/environments/pip-settings.js';
import { freshFolder, hostIn } from './host.js';

test('variables win over the install section, and that over the global one', () => {
  const settings = parsePipConfig(
    [
      ":env:.index-url='http://env/simple'",
      "global.index-url='http://global/simple'",
      "global.find-links='/a\\n/b'",
      "install.find-links='C:\\\\wheels'",
      "wheel.find-links='/never'",
      "global.title='it\\'s'",
    ].join('\r\n'),
  );
  expect(Object.fromEntries(settings)).toEqual({
    'index-url': 'http://env/simple',
    'find-links': 'C:\\wheels',
    title: "it's",
  });
});

test('options given on several lines keep their lines', () => {
  expect(parsePipConfig("global.find-links='/a\\n/b'").get('find-links')).toBe('/a\n/b');
});

test('without pip the variables are still known', async () => {
  const folder = await freshFolder();
  const host = hostIn(folder, { env: { PATH: '/bin', PIP_EXTRA_INDEX_URL: 'http://more/simple', PIP_TARGET: '/x' } });
  const noPip = { executable: '/bin/false', version: '3.11.0', platform: '', bytecodeTag: '' };
  expect(Object.fromEntries(await readPipSettings(noPip, host))).toEqual({ 'extra-index-url': 'http://more/simple' });
});

const python =
  spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout?.trim() ?? '';

test.skipIf(python === '')('modules in the repository are not taken for those of Python', async () => {
  const folder = await freshFolder();
  const touched = join(folder, 'touched');
  for (const name of ['pip.py', 'logging.py'])
    await writeFile(join(folder, name), `open(${JSON.stringify(touched)}, 'w').close()`);
  await readPipSettings({ executable: python, version: '3.11.0', platform: '', bytecodeTag: '' }, hostIn(folder));
  expect(existsSync(touched)).toBe(false);
});
