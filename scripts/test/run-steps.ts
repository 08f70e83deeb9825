import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import pLimit from 'p-limit';

/** A program of Node.js that passes or fails as a whole. */
export interface Step {
  readonly title: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs steps that do not need each other.
 * @param atATime how many run at a time
 * @param show is given what each said, in the order of the steps
 * @returns whether each passed
 */
export async function runSteps(
  steps: readonly Step[],
  atATime: number,
  show: (text: string) => void,
): Promise<boolean[]> {
  const limit = pLimit(atATime);
  const running = steps.map((step) => limit(() => runStep(step)));
  const passed: boolean[] = [];
  for (const [index, { title }] of steps.entries()) {
    const ended = await running[index];
    show(`\n── ${title}\n${ended?.said ?? ''}`);
    passed.push(ended?.passed === true);
  }
  return passed;
}

async function runStep({ args, env }: Step): Promise<{ readonly passed: boolean; readonly said: string }> {
  const child = spawn(process.execPath, [...args], { stdio: ['ignore', 'pipe', 'pipe'], env: env ?? process.env });
  const [output, errors, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { passed: status === 0, said: output + errors };
}
