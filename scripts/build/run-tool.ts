import { execFileSync } from 'node:child_process';

/**
 * Runs a script of a development tool to its end. What it says goes to standard error: standard output belongs to us.
 * @throws Error when it fails
 */
export function runTool(script: string, args: readonly string[]): void {
  execFileSync(process.execPath, [script, ...args], { stdio: ['ignore', 2, 2] });
}
