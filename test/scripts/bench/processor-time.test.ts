import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { watchProcessorTime } from '../../../scripts/bench/processor-time.js';

/** Keeps its processor busy for some hundred million turns, says so, and waits. */
const BUSY = `
for (let turn = 0; turn < 5e8; turn++);
process.stdout.write('done');
process.stdin.resume();`;
const PARENT = `
const { spawn } = require('node:child_process');
spawn(process.execPath, ['-e', ${JSON.stringify(BUSY)}], { stdio: 'inherit' });`;

test.skipIf(!existsSync('/proc/self/stat'))('what a child of a process uses is counted', async () => {
  const child = spawn(process.execPath, ['-e', PARENT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const used = watchProcessorTime(child.pid);
  await once(child.stdout, 'data');
  // No processor makes more than ten turns a nanosecond.
  expect(used()).toBeGreaterThanOrEqual(0.05);
  child.stdin.end();
  await once(child, 'close');
});

test('without a process there is nothing to tell', () => {
  expect(watchProcessorTime(undefined)()).toBeNull();
});
