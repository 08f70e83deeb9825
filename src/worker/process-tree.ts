import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Pages of /proc/<pid>/statm are 4 KiB on every platform that GitHub offers. */
const PAGE = 4096;

export interface TreeUsage {
  /** Resident memory; what processes share is counted once. */
  readonly bytes: number;
  readonly processes: number;
}

/**
 * What the process and all that it started use now; null where that is unknown (Windows, or it has ended). On macOS
 * without what it started.
 */
export function treeUsage(pid: number): TreeUsage | null {
  try {
    if (process.platform === 'linux') return usageOnLinux(pid);
    if (process.platform === 'darwin') {
      const { stdout } = spawnSync('/bin/ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8', timeout: 2000 });
      return stdout.trim() === '' ? null : { bytes: Number(stdout) * 1024, processes: 1 };
    }
  } catch {
    // The process has just ended.
  }
  return null;
}

function usageOnLinux(root: number): TreeUsage {
  let own = pagesOf(root).own;
  let shared = pagesOf(root).shared;
  const found = [root];
  // Grows while it is walked.
  for (const pid of found)
    for (const child of childrenOf(pid)) {
      found.push(child);
      try {
        const pages = pagesOf(child);
        own += pages.own;
        shared = Math.max(shared, pages.shared);
      } catch {
        // It has just ended.
      }
    }
  return { bytes: (own + shared) * PAGE, processes: found.length };
}

function pagesOf(pid: number): { own: number; shared: number } {
  const [, resident = 0, shared = 0] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
  return { own: resident - shared, shared };
}

/** Linux: the processes that it started. Each thread has children of its own. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .split(' ')
        .filter((one) => one !== '')
        .map(Number),
    );
  } catch {
    return [];
  }
}
