import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Pages of /proc/<pid>/statm are 4 KiB on every platform that GitHub offers. */
const PAGE = 4096;

/** Memory that the process uses now, in bytes; null where that is unknown (Windows, or the process has ended). */
export function residentBytes(pid: number): number | null {
  try {
    if (process.platform === 'linux') return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE;
    if (process.platform === 'darwin') {
      const { stdout } = spawnSync('/bin/ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8', timeout: 2000 });
      return stdout.trim() === '' ? null : Number(stdout) * 1024;
    }
  } catch {
    // The process has just ended.
  }
  return null;
}
