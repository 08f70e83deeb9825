import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { treeUsage } from '../../src/worker/process-tree.js';

test.runIf(process.platform !== 'win32')('is about what the process says of itself', () => {
  const { bytes } = treeUsage(process.pid) ?? { bytes: 0 };
  expect(bytes).toBeGreaterThan(process.memoryUsage().rss / 2);
  expect(bytes).toBeLessThan(process.memoryUsage().rss * 2);
});

test.runIf(process.platform === 'linux')('what a process started counts, also what that started', async () => {
  const grandchild = "const held = Buffer.alloc(2 ** 28, 1); console.log('held'); setInterval(() => held, 1000);";
  const child = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });`;
  const started = spawn(process.execPath, ['-e', child], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void process.kill(-(started.pid ?? 0), 'SIGKILL'));
  await once(started.stdout, 'data');
  const usage = treeUsage(started.pid ?? 0);
  expect(usage?.processes).toBe(2);
  expect(usage?.bytes).toBeGreaterThan(2 ** 28);
});

test('of a process that is not there nothing is known', () => {
  expect(treeUsage(2 ** 30)).toBeNull();
});
