import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { treeUsage } from '../../src/worker/process-tree.js';

test.runIf(process.platform !== 'win32')('is about what the process says of itself', () => {
  const { bytes } = treeUsage(process.pid) ?? { bytes: 0 };
  expect(bytes).toBeGreaterThan(process.memoryUsage().rss / 2);
  expect(bytes).toBeLessThan(process.memoryUsage().rss * 2);
});

// As on a Mac wherever its program is.
const ways = process.platform === 'linux' ? (['linux', 'darwin'] as const).filter(canUse) : [];
function canUse(platform: string): boolean {
  return platform === 'linux' || existsSync('/bin/ps');
}

test.each(ways)('what a process started counts, also what that started, as seen on %s', async (platform) => {
  const grandchild = "const held = Buffer.alloc(2 ** 28, 1); console.log('held'); setInterval(() => held, 1000);";
  const child = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });`;
  const started = spawn(process.execPath, ['-e', child], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void process.kill(-(started.pid ?? 0), 'SIGKILL'));
  await once(started.stdout, 'data');
  const usage = treeUsage(started.pid ?? 0, platform);
  expect(usage?.processes).toBe(2);
  expect(usage?.bytes).toBeGreaterThan(2 ** 28);
});

test('of a process that is not there nothing is known', () => {
  expect(treeUsage(2 ** 30)).toBeNull();
});
