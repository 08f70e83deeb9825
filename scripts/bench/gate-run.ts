import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { watchProcessorTime } from './processor-time.js';
import { FOLDER } from './python.js';

const CLI = resolve('lib/bin/cli.js');
/** What the command line runs, supervised: the process that does the work. */
const PROGRAM = resolve('lib/bin/program.js');
/** Environments, artefacts and noise floors of the measured runs; the user's own are left alone. */
export const CACHE = join(FOLDER, 'gate-cache');
const USAGE = 'PORTABILITY_BENCH_USAGE';
const POLL_MS = 50;

/** Loaded by the process of the gate that works, not by its workers: what it has used is written down when it ends. */
const AT_EXIT = `
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
if (isMainThread && process.argv[1] === ${JSON.stringify(PROGRAM)}) process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const io = existsSync('/proc/self/io') ? readFileSync('/proc/self/io', 'utf8') : '';
  const read = /^rchar: (\\d+)/m.exec(io)?.[1];
  writeFileSync(process.env.${USAGE}, JSON.stringify({
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakBytes: maxRSS * 1024,
    readBytes: read === undefined ? null : Number(read),
  }));
});`;

const usageSchema = z.strictObject({
  /** Of the gate's own process; workers come on top. */
  cpuSeconds: z.number(),
  /** Resident, of the gate's own process. */
  peakBytes: z.number(),
  /** Read from files and pipes by the gate's own process; null where the system does not tell. */
  readBytes: z.number().nullable(),
});

/** What one run of the gate took. */
export interface GateRun extends z.infer<typeof usageSchema> {
  readonly seconds: number;
  /** From the start to the first line of progress: the first task has begun. */
  readonly firstTaskSeconds: number;
  /** Most bytes that lay in the temporary folder at one time. */
  readonly scratchBytes: number;
  /** Of the gate, its workers and all other processes; null where it cannot be watched. */
  readonly treeCpuSeconds: number | null;
}

/**
 * Runs the built gate in a repository, on all that lies in it, and measures it.
 * @throws Error when it does not end with 0: a run that broke off is no measurement
 */
export function gateRun(folder: string, ...flags: readonly string[]): Promise<GateRun> {
  return runOfChanges(folder, '--all', ...flags);
}

/**
 * The same on what has changed since the run before.
 * @throws Error as `gateRun`
 */
export async function runOfChanges(folder: string, ...flags: readonly string[]): Promise<GateRun> {
  const scratch = join(FOLDER, 'scratch');
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const usage = join(FOLDER, 'usage.json');
  rmSync(usage, { force: true });

  execFileSync('git', ['add', '--all'], { cwd: folder });
  const start = performance.now();
  const since = () => (performance.now() - start) / 1000;
  const hook = `--import=data:text/javascript,${encodeURIComponent(AT_EXIT)}`;
  const child = spawn(process.execPath, [hook, CLI, 'run', ...flags], {
    cwd: folder,
    env: { ...process.env, PORTABILITY_CACHE: CACHE, TMPDIR: scratch, [USAGE]: usage },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const usedByTree = watchProcessorTime(child.pid);
  let firstTaskSeconds: number | null = null;
  child.stderr.once('data', () => {
    firstTaskSeconds = since();
  });
  let scratchBytes = 0;
  const poll = setInterval(() => {
    scratchBytes = Math.max(scratchBytes, bytesBelow(scratch));
  }, POLL_MS);
  const [stderr, status] = await Promise.all([
    text(child.stderr),
    new Promise<number | null>((done) => child.once('close', done)),
  ]);
  clearInterval(poll);
  const treeCpuSeconds = usedByTree();
  const seconds = since();
  if (status !== 0 || firstTaskSeconds === null || !existsSync(usage))
    throw new Error(`the gate ended with ${status}:\n${stderr.slice(-4000)}`);
  const used = usageSchema.parse(JSON.parse(readFileSync(usage, 'utf8')));
  return { ...used, seconds, firstTaskSeconds, scratchBytes, treeCpuSeconds };
}

/** Makes a folder an empty repository of its own; what lies in it is listed by `gateRun`. */
export function emptyRepository(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
}

/** The next run measures noise floors and whether outputs depend on inputs, as the first one did. */
export function forgetMeasurements(): void {
  for (const name of ['noise', 'vacuity']) rmSync(join(CACHE, name), { recursive: true, force: true });
}

/** Of the files below a folder; those that go away meanwhile do not count. */
function bytesBelow(folder: string): number {
  let bytes = 0;
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += bytesBelow(path);
    else bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
