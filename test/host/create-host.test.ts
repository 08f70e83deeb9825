import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import { createHost, disposeHost, scratchName } from '../../src/host/create-host.js';
import { silent } from '../../src/host/log.js';

test('the folder for temporary files is where the process is, whatever TMPDIR says', () => {
  expect(isAbsolute(scratchName({ RUNNER_TEMP: 'tmp' }))).toBe(true);
});

const made = (cwd?: string) => createHost({ assets: 'lib', log: silent, ...(cwd === undefined ? {} : { cwd }) });

test('each host has a fresh scratch folder that goes with it', () => {
  const [one, two] = [made(), made('src')];
  expect(one.scratch).not.toBe(two.scratch);
  expect([one.cwd, two.cwd]).toEqual([process.cwd(), resolve('src')]);
  writeFileSync(join(one.scratch, 'file'), '');
  for (const host of [one, two]) {
    disposeHost(host);
    expect(existsSync(host.scratch)).toBe(false);
  }
});

test('an interrupt aborts its signal, and with the host goes its ear', () => {
  const before = process.listenerCount('SIGTERM');
  const host = made();
  process.listeners('SIGTERM').at(-1)?.('SIGTERM');
  expect(host.signal.aborted).toBe(true);
  disposeHost(host);
  expect(process.listenerCount('SIGTERM')).toBe(before);
});

test('a supervised process leaves interrupts to its supervisor', () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  const scratch = join(tmpdir(), `supervised-${process.pid}`);
  vi.stubEnv('PORTABILITY_SUPERVISED', scratch);
  const host = made();
  process.listeners('SIGTERM').at(-1)?.('SIGTERM');
  expect([host.signal.aborted, host.scratch, host.ended]).toEqual([false, scratch, null]);
  disposeHost(host);
});

test('without room for temporary files it says so', () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  const file = join(tmpdir(), `no-folder-${process.pid}`);
  writeFileSync(file, '');
  onTestFinished(() => rmSync(file));
  vi.stubEnv('RUNNER_TEMP', file);
  expect(() => made()).toThrow(InfrastructureError);
});

test.runIf(process.platform === 'linux')('also where nobody can make a folder, which Node.js tries for ever', () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('RUNNER_TEMP', '/proc/1/x');
  expect(() => made()).toThrow(/temporary files cannot be made\n.*ENOENT/);
});

test.each([
  [{ PORTABILITY_CACHE: '/own/cache', RUNNER_TOOL_CACHE: '/tools' }, resolve('/own/cache')],
  [{ PORTABILITY_CACHE: '', RUNNER_TOOL_CACHE: '/tools' }, join('/tools', 'model-portability-gate')],
])('the cache is where %j says', (variables, cache) => {
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const host = made();
  disposeHost(host);
  expect(host.cache).toBe(cache);
});

const NOTHING = { PORTABILITY_CACHE: '', RUNNER_TOOL_CACHE: '', XDG_CACHE_HOME: '', HOME: '/home/me' };
test.runIf(process.platform === 'linux').each([
  [{ XDG_CACHE_HOME: '/caches' }, '/caches'],
  [{ XDG_CACHE_HOME: 'relative' }, '/home/me/.cache'],
  [{ HOME: '' }, join(userInfo().homedir, '.cache')],
  [{ HOME: 'relative' }, join(userInfo().homedir, '.cache')],
])('by default it is where the user keeps caches: %j', (variables, folder) => {
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [name, value] of Object.entries({ ...NOTHING, ...variables })) vi.stubEnv(name, value);
  const host = made();
  disposeHost(host);
  expect(host.cache).toBe(join(folder, 'model-portability-gate'));
});
