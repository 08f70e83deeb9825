import { expect, test } from 'vitest';
import { runTool } from '../../src/environments/run-tool.js';

/** Longer than the runner of the tests waits. */
const NEVER = 600;
const HANG = `setTimeout(() => {}, ${1000 * NEVER})`;

const node = (script: string, timeoutSeconds = NEVER, signal = new AbortController().signal) =>
  runTool(process.execPath, ['-e', script], { cwd: '/', env: { ONLY: 'this' }, timeoutSeconds, signal });

test('a tool sees the environment that it is given, and its outputs come back apart', async () => {
  const run = await node(
    'console.log(Object.keys(process.env).join()); console.error("trouble"); process.exitCode = 3',
  );
  expect(run).toEqual({ status: 3, timedOut: false, stdout: 'ONLY\n', stderr: 'trouble\n' });
});

test('one that takes too long is ended, with what it started', async () => {
  const run = await node(`require("child_process").spawnSync(process.execPath, ["-e", "${HANG}"])`, 0.2);
  expect(run).toMatchObject({ status: null, timedOut: true });
});

test('one is ended when the user interrupts', async () => {
  const controller = new AbortController();
  const run = node(HANG, NEVER, controller.signal);
  controller.abort(new Error('interrupted'));
  await expect(run).rejects.toThrow('interrupted');
});

test('only the end of an endless output is kept', async () => {
  const { stdout } = await node('process.stdout.write("x".repeat(3 << 20) + "end")');
  expect(stdout.length).toBe(1 << 20);
  expect(stdout.endsWith('end')).toBe(true);
});
