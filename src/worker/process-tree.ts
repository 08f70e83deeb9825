import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Pages of /proc/<pid>/statm are 4 KiB on every platform that GitHub offers. */
const PAGE = 4096;

export interface TreeUsage {
  /** Resident memory; on Linux, what processes share is counted once. */
  readonly bytes: number;
  readonly processes: number;
}

/** What the process and all that it started use now; null where that is unknown (Windows, or it has ended). */
export function treeUsage(pid: number, platform: NodeJS.Platform = process.platform): TreeUsage | null {
  try {
    if (platform === 'linux') return usageOnLinux(pid);
    if (platform === 'darwin') {
      const { stdout } = spawnSync('/bin/ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'utf8', timeout: 2000 });
      return usageInTable(pid, stdout ?? '');
    }
  } catch {
    // The process has just ended.
  }
  return null;
}

/** From a table of all processes: id, that of the parent, and KiB. What processes share is counted for each. */
function usageInTable(root: number, table: string): TreeUsage | null {
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const sizes = new Map(rows.map(([pid = 0, , size = 0]) => [pid, size]));
  if (!sizes.has(root)) return null;
  const found = [root];
  // Grows while it is walked.
  for (const one of found) for (const [pid = 0, parent] of rows) if (parent === one && pid !== one) found.push(pid);
  return { bytes: found.reduce((sum, pid) => sum + (sizes.get(pid) ?? 0) * 1024, 0), processes: found.length };
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
