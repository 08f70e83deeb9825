import { expect, test } from 'vitest';
import { runSteps } from '../../../scripts/test/run-steps.js';

const step = (title: string, code: string) => ({ title, args: ['-e', code] });

test.each([1, 3])('what steps say is shown in their order, and each passes or fails, %i at a time', async (atATime) => {
  const shown: string[] = [];
  const steps = [
    // Ends after the others.
    step('first', 'setTimeout(() => console.log("one"), 300)'),
    step('second', 'console.error("two"); process.exitCode = 4'),
    step('third', 'process.kill(process.pid, "SIGKILL")'),
  ];
  expect(await runSteps(steps, atATime, (text) => shown.push(text))).toEqual([true, false, false]);
  expect(shown).toEqual(['\n── first\none\n', '\n── second\ntwo\n', '\n── third\n']);
});
