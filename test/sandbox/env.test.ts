import { expect, test } from 'vitest';
import { installerEnvironment, workerEnvironment } from '../../src/sandbox/env.js';

const SECRETS = {
  GITHUB_TOKEN: 't',
  INPUT_TOKEN: 't',
  'INPUT_WORKING-DIRECTORY': '.',
  STATE_token: 't',
  ACTIONS_RUNTIME_TOKEN: 't',
  ACTIONS_RUNTIME_URL: 'u',
  ACTIONS_RESULTS_URL: 'u',
  ACTIONS_CACHE_URL: 'u',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'u',
  GITHUB_ENV: 'f',
  GITHUB_PATH: 'f',
  GITHUB_OUTPUT: 'f',
  GITHUB_STATE: 'f',
  GITHUB_STEP_SUMMARY: 'f',
  SSH_AUTH_SOCK: 's',
  NODE_OPTIONS: '--require=x',
  LD_PRELOAD: 'x',
  LD_LIBRARY_PATH: 'x',
  DYLD_INSERT_LIBRARIES: 'x',
  PYTHONPATH: 'x',
  PYTHONSTARTUP: 'x',
  PYTHONHOME: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  HF_TOKEN: 'x',
};
const NETWORK = {
  HTTPS_PROXY: 'http://me:secret@proxy:1',
  https_proxy: 'http://me:secret@proxy:1',
  NO_PROXY: 'localhost',
  PIP_INDEX_URL: 'http://mirror/simple',
  UV_DEFAULT_INDEX: 'http://mirror/simple',
  npm_config_registry: 'http://mirror',
  NPM_CONFIG_USERCONFIG: '/npmrc',
  NODE_AUTH_TOKEN: 't',
  SSL_CERT_FILE: '/cert',
};
const ORDINARY = { PATH: '/bin', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', HOME: '/home/me', SystemRoot: 'C:\\Windows' };
const everything = { ...SECRETS, ...NETWORK, ...ORDINARY };

test('a worker gets no secret, no proxy and no way to load code', () => {
  const env = workerEnvironment(everything, { scratch: '/scratch', threads: 1 });
  for (const name of [...Object.keys(SECRETS), ...Object.keys(NETWORK)]) expect(env, name).not.toHaveProperty([name]);
  expect(Object.values(env).join()).not.toContain('secret');
});

test('a worker finds its programs and writes below its scratch folder only', () => {
  const env = workerEnvironment(everything, { scratch: '/scratch', threads: 3 });
  expect(env).toMatchObject({ PATH: '/bin', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', SystemRoot: 'C:\\Windows' });
  expect(env).toMatchObject({ HOME: '/scratch', TMPDIR: '/scratch', OMP_NUM_THREADS: '3', CI: 'true' });
});

test('workers keep what makes a numeric library right on this processor', () => {
  const env = workerEnvironment({ OPENBLAS_CORETYPE: 'Haswell' }, { scratch: '/scratch', threads: 1 });
  expect(env).toHaveProperty('OPENBLAS_CORETYPE', 'Haswell');
});

test('an installer gets the way to the packages and none of the secrets of the job', () => {
  const env = installerEnvironment({ env: everything, cwd: '.' });
  expect(env).toMatchObject({ ...NETWORK, ...ORDINARY });
  for (const name of Object.keys(SECRETS)) expect(env, name).not.toHaveProperty([name]);
});

test.each([
  'PIP_TARGET',
  'PIP_USER',
  'UV_NO_VERIFY_HASHES',
  'UV_SYSTEM_PYTHON',
  'UV_PYTHON',
  'npm_config_ignore_scripts',
  'npm_config_global',
])('installers do not see %s: it would send the installation elsewhere or take its checks away', (name) => {
  expect(installerEnvironment({ env: { [name]: '1' }, cwd: '.' })).not.toHaveProperty([name]);
});

test('unset variables are not passed on as text', () => {
  expect(installerEnvironment({ env: { HOME: undefined }, cwd: '.' })).not.toHaveProperty('HOME');
});
