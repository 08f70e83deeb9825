import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Results, resultsSchema } from '../../src/results/schema.js';
import { childrenOf } from '../../src/worker/process-tree.js';

const LOOK_MS = 500;
const PAGE = 4096;

/** A run of the gate, and what it was seen to do. */
export interface WatchedRun {
  /** Null when it wrote none. */
  readonly results: Results | null;
  readonly exitCode: number | null;
  /** Whether it was ended because it took longer than it may. */
  readonly hung: boolean;
  readonly stderr: string;
  /** Resident memory of the gate's own process, in the order of the looks. */
  readonly memory: readonly number[];
  /** Processes with the marker in their command line that outlive the gate. */
  readonly left: number;
}

export interface WatchOptions {
  /** Seconds after which the gate counts as hung. */
  readonly patience: number;
  /** What the command line of each process contains that the workers start. */
  readonly marker?: string;
}

/** Runs the gate in lib/ on all cells of a repository that consists of the files. */
export async function watchedRun(
  files: ReadonlyMap<string, Uint8Array | string>,
  { patience, marker }: WatchOptions,
): Promise<WatchedRun> {
  const root = mkdtempSync(join(tmpdir(), 'reliability-'));
  try {
    for (const [path, content] of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    execFileSync('git', ['add', '--all'], { cwd: root });
    const child = spawn(process.execPath, [resolve('lib/bin/cli.js'), 'run', '--all', '--json', 'results.json'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const memory: number[] = [];
    const look = setInterval(() => memory.push(...memoryOf(child.pid)), LOOK_MS);
    let hung = false;
    const limit = setTimeout(() => {
      hung = true;
      child.kill('SIGTERM');
    }, patience * 1000);
    const [stderr, exitCode] = await Promise.all([
      text(child.stderr),
      new Promise<number | null>((settle) => child.once('close', settle)),
    ]);
    clearInterval(look);
    clearTimeout(limit);
    return {
      results: resultsIn(root),
      exitCode,
      hung,
      stderr,
      memory,
      left: marker === undefined ? 0 : withMarker(marker),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Of the process that the supervisor has started; nothing where there is none. */
function memoryOf(supervisor: number | undefined): number[] {
  try {
    const [gate] = supervisor === undefined ? [] : childrenOf(supervisor);
    return gate === undefined ? [] : [Number(readFileSync(`/proc/${gate}/statm`, 'utf8').split(' ')[1]) * PAGE];
  } catch {
    return [];
  }
}

function resultsIn(root: string): Results | null {
  try {
    return resultsSchema.parse(JSON.parse(readFileSync(join(root, 'results.json'), 'utf8')));
  } catch {
    return null;
  }
}

function withMarker(marker: string): number {
  const all = execFileSync('ps', ['-axo', 'args='], { encoding: 'utf8' });
  return all.split('\n').filter((line) => line.includes(marker)).length;
}
