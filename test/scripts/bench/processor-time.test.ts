import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { watchProcessorTime } from '../../../scripts/bench/processor-time.js';

/** Uses a fifth of a second of its processor, says so, and waits. */
const BUSY = `
while (process.cpuUsage().user < 200_000);
process.stdout.write('done');
process.stdin.resume();`;
const PARENT = `
const { spawn } = require('node:child_process');
spawn(process.execPath, ['-e', ${JSON.stringify(BUSY)}], { stdio: 'inherit' });`;

test.skipIf(!existsSync('/proc/self/stat'))('what a child of a process uses is counted', async () => {
  const child = spawn(process.execPath, ['-e', PARENT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const used = watchProcessorTime(child.pid);
  await once(child.stdout, 'data');
  expect(used()).toBeGreaterThanOrEqual(0.19);
  child.stdin.end();
  await once(child, 'close');
});

test('without a process there is nothing to tell', () => {
  expect(watchProcessorTime(undefined)()).toBeNull();
});
