import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { win32 } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment } from '../host/environment.js';
import { childrenOf } from './process-tree.js';

/** How long what a process started may take to end by itself: launchers end all that a worker left behind. */
const GRACE_MS = 700;
const LOOK_MS = 10;
const PS = '/bin/ps';
/** By its name alone it could be one in the folder of the repository. */
const TASKKILL = win32.join(environment().SYSTEMROOT ?? 'C:\\Windows', 'System32', 'taskkill.exe');

/**
 * Ends a process at once, whatever it is doing, and everything that it started: that is asked first, since a launcher
 * knows of processes that have left its tree.
 */
export async function endTree(root: number): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync(TASKKILL, ['/pid', String(root), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  // It must not start anything while its tree is looked at.
  send(root, 'SIGSTOP');
  const started = descendantsOf(root);
  send(root, 'SIGKILL');
  for (const pid of started) send(pid, 'SIGTERM');
  const left = await leftOf([root, ...started]);
  for (const pid of left) for (const target of [pid, -pid]) send(target, 'SIGKILL');
  await leftOf(left);
}

/** Those of the processes that have not ended within the grace. */
async function leftOf(processes: readonly number[]): Promise<readonly number[]> {
  const end = performance.now() + GRACE_MS;
  let left = processes.filter(runs);
  while (left.length > 0 && performance.now() < end) {
    await sleep(LOOK_MS);
    left = left.filter(runs);
  }
  return left;
}

/** A negative number is that of a group. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone, root's, or no leader of a group.
  }
}

function descendantsOf(root: number): number[] {
  const children = process.platform === 'linux' ? childrenOf : childrenByParent();
  const found = [root];
  // Grows while it is walked.
  for (const pid of found) found.push(...children(pid));
  return found.slice(1);
}

/** Of all processes, where there is no /proc. */
function childrenByParent(): (pid: number) => readonly number[] {
  const { stdout } = spawnSync(PS, ['-axo', 'pid=,ppid='], { encoding: 'utf8', timeout: 1000 });
  const children = new Map<number, number[]>();
  for (const line of (stdout ?? '').split('\n')) {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [pid]);
    else known.push(pid);
  }
  return (pid) => children.get(pid) ?? [];
}

/** One that has ended and whose parent has not asked how does not run. */
function runs(pid: number): boolean {
  try {
    if (process.platform !== 'linux') return process.kill(pid, 0);
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Its name, in parentheses, may contain anything.
    return !/^\) [ZX]/.test(text.slice(text.lastIndexOf(')')));
  } catch {
    return false;
  }
}
