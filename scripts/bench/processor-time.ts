import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc, a hundred a second on every Linux. */
const TICKS = 100;
const POLL_MS = 10;

/**
 * Processor time of a process and of everything that it starts, in seconds, until the result is called.
 * A worker of the gate is killed with everything in it, so no parent is told what it used: it is asked every few
 * milliseconds instead, and what it uses after the last time is not counted. Null where the system does not tell.
 */
export function watchProcessorTime(root: number | undefined): () => number | null {
  if (root === undefined || !existsSync('/proc/self/stat')) return () => null;
  const seconds = new Map<string, number>();
  const tree = new Set([root]);
  const look = () => {
    for (const { pid, parent, started, ticks } of processes()) {
      // A process whose parent has ended has another one.
      const name = `${pid}.${started}`;
      if (!seconds.has(name) && pid !== root && !tree.has(parent)) continue;
      tree.add(pid);
      seconds.set(name, ticks / TICKS);
    }
  };
  look();
  const poll = setInterval(look, POLL_MS);
  return () => {
    clearInterval(poll);
    look();
    return [...seconds.values()].reduce((sum, one) => sum + one, 0);
  };
}

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** Tells it from one that has the same number later. */
  readonly started: string;
  readonly ticks: number;
}

/** Parents have lower numbers than their children, or nearly always. */
function processes(): ProcessTimes[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids
    .flatMap((pid) => {
      const stat = statOf(pid);
      // proc(5): the name of the program may contain spaces and brackets, the rest are numbers.
      const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
      const [, parent, , , , , , , , , , user, system, , , , , , , started = ''] = fields;
      if (stat === null) return [];
      return [{ pid: Number(pid), parent: Number(parent), started, ticks: Number(user) + Number(system) }];
    })
    .sort((a, b) => a.pid - b.pid);
}

function statOf(pid: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
}
