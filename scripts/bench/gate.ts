import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { markdownTable } from '../markdown-table.js';
import { CACHE } from './gate-run.js';
import { seconds, times } from './measured.js';
import { median } from './median.js';
import { FOLDER, makePython, PYTHON } from './python.js';

const ROUNDS = 7;
const WORK = join(FOLDER, 'work');

/** Seconds of the gate and of the script written by hand, over the same models and runtimes. */
export interface GateBench {
  readonly rounds: number;
  /** One entry per round, the two in turns. */
  readonly warm: { readonly gate: readonly number[]; readonly script: readonly number[] };
  /** Includes creating environments and measuring noise floors. */
  readonly cold: { readonly gate: number; readonly script: number };
  /** The gate warm, with one worker at a time. */
  readonly oneAtATime: number;
}

/**
 * Runs both, cold and warm. Needs lib/.
 * @param models folder of the development models, all of them
 */
export function benchGate(models: string): GateBench {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  cpSync(models, WORK, { recursive: true });
  cpSync(join(import.meta.dirname, 'portability.yml'), join(WORK, 'portability.yml'));

  console.error('cold: creates environments, measures noise floors');
  const cold = { gate: gate(), script: secondsOf(makePython) + script() };
  console.error(`warm: ${ROUNDS} rounds, in turns`);
  const warm: { gate: number[]; script: number[] } = { gate: [], script: [] };
  for (let round = 0; round < ROUNDS; round++) {
    warm.script.push(script());
    warm.gate.push(gate());
    console.error(`  ${warm.gate[round]?.toFixed(2)} s against ${warm.script[round]?.toFixed(2)} s`);
  }
  return { rounds: ROUNDS, warm, cold, oneAtATime: median([1, 2, 3].map(() => gate('--jobs', '1'))) };
}

function gate(...flags: readonly string[]): number {
  return run(process.execPath, [resolve('lib/bin/cli.js'), 'run', '--all', ...flags], {
    ...process.env,
    PORTABILITY_CACHE: CACHE,
  });
}

function script(): number {
  return run(PYTHON, [join(import.meta.dirname, 'hand.py'), '.'], { ...process.env, CI: 'true' });
}

/** @throws Error when the program fails: an aborted run is not a measurement */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): number {
  return secondsOf(() => {
    const { status, stderr } = spawnSync(command, args, { cwd: WORK, env, stdio: ['ignore', 'ignore', 'pipe'] });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} exited with code ${status}:\n${stderr}`);
  });
}

function secondsOf(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

export function gateSection({ warm, cold, oneAtATime, rounds }: GateBench): string {
  const script = median(warm.script);
  const ratios = warm.gate.map((gateSeconds, round) => gateSeconds / (warm.script[round] ?? Number.NaN));
  const columns = ['gate', 'script', 'ratio'];
  const row = (title: string, gateSeconds: number, scriptSeconds: number) => [
    title,
    seconds(gateSeconds),
    seconds(scriptSeconds),
    times(gateSeconds / scriptSeconds),
  ];
  const rows = [
    [`warm, median of ${rounds}`, seconds(median(warm.gate)), seconds(script), `**${times(median(ratios))}**`],
    row('warm, one worker at a time', oneAtATime, script),
    row('cold: creating environments, measuring noise floors', cold.gate, cold.script),
  ];
  return `## The gate compared with a hand-written script

\`scripts/bench/hand.py\` runs six real networks on four runtimes, ONNX Runtime with three levels of optimisation and OpenVINO, and unoptimised for the reference, one after the other in one process, and compares with \`numpy.allclose\`. The gate runs the same models on the same four runtimes and on its reference, each in a worker process of its own without network, and judges noise ratios.

${markdownTable(['', ...columns], rows, columns)}

When cold, pip creates the script's virtual environment and uv the gate's; the package archives may be in the caches of both. The gate then also runs every model at least nine times for its noise floor.
`;
}
