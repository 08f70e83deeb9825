import { spawn } from 'node:child_process';
import { Tail } from '../host/tail.js';

export interface ToolOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

export interface ToolRun {
  /** Exit code; null when a signal ended it. */
  readonly status: number | null;
  readonly timedOut: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const OUTPUT_KEPT = 1 << 20;

/**
 * Runs an installer for at most `timeoutSeconds`; what it started ends with it. Never through a shell.
 * @throws the reason of `signal` when that is aborted; an Error of Node.js when the file cannot be started
 */
export async function runTool(file: string, args: readonly string[], options: ToolOptions): Promise<ToolRun> {
  options.signal.throwIfAborted();
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const stdout = new Tail(OUTPUT_KEPT);
  const stderr = new Tail(OUTPUT_KEPT);
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  let timedOut = false;
  const kill = () => killGroup(child.pid);
  const timer = setTimeout(() => {
    timedOut = true;
    kill();
  }, options.timeoutSeconds * 1000);
  options.signal.addEventListener('abort', kill);
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    options.signal.throwIfAborted();
    return { status, timedOut, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', kill);
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
