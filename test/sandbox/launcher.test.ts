import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import { findLauncher, type Launcher } from '../../src/sandbox/launcher.js';

/** Exit code of a process behind the launcher that tries to reach this one: 0 when it can. */
async function reach({ prefix }: Launcher): Promise<number | null> {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const script = `require('net').connect(${port}, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(9))`;
  const [file = '', ...args] = [...prefix, process.execPath, '-e', script];
  return spawnSync(file, args, { timeout: 100_000 }).status;
}

test('off means nothing before the command', async () => {
  const launcher = findLauncher('off');
  expect(launcher).toEqual({ level: 'off', prefix: [] });
  expect(await reach(launcher)).toBe(0);
});

test('auto gives the level that it says', async () => {
  const launcher = findLauncher('auto');
  expect(launcher.prefix.length > 0).toBe(launcher.level === 'no-network');
  expect(await reach(launcher)).toBe(launcher.level === 'no-network' ? 9 : 0);
});

test('the launcher becomes the command: one process, so that its memory and its end are the worker’s', () => {
  const [file = '', ...args] = [
    ...findLauncher('auto').prefix,
    process.execPath,
    '-e',
    'process.stdout.write(String(process.pid))',
  ];
  const { pid, stdout } = spawnSync(file, args, { encoding: 'utf8' });
  expect(stdout).toBe(String(pid));
});

test('required cuts the network or stops', () => {
  if (findLauncher('auto').level === 'no-network') expect(findLauncher('required').level).toBe('no-network');
  else expect(() => findLauncher('required')).toThrow(InfrastructureError);
});
