import { execFileSync } from 'node:child_process';

/**
 * Runs a script of a development tool. Its output goes to standard error: standard output is for our own.
 * @throws Error when it fails
 */
export function runTool(script: string, args: readonly string[]): void {
  execFileSync(process.execPath, [script, ...args], { stdio: ['ignore', 2, 2] });
}
