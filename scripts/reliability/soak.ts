import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { graphBuilder } from '../numerics/graph-builder.js';
import { type Account, accountOf } from './account.js';
import { watchedRun } from './watched-run.js';

const COLUMN = 'faulty';
const CONFIG = `runtimes: [./ci/${COLUMN}.py]
limits: { seconds: 5, start: 600, memory: 1GiB }
locate: off
`;
/** Seconds that a cell may take on a busy machine, faults and restarts of workers included. */
const CELL_SECONDS = 30;

export interface Soak {
  readonly account: Account;
  /** Of processes that the workers started. */
  readonly left: number;
  /** Median resident memory of the gate in bytes: in the second quarter of the run, and in the last. */
  readonly memory: readonly [early: number, late: number];
}

/** One run over models whose loading goes wrong in all the ways of faults.py, one after another in the same workers. */
export async function soak(cells: number): Promise<Soak> {
  const marker = `soak-${randomUUID()}`;
  const models = Array.from({ length: cells }, (_, index) => `net-${String(index).padStart(4, '0')}`);
  const files = new Map<string, Uint8Array | string>(models.map((id, index) => [`${id}.onnx`, small(index)]));
  files.set(`ci/${COLUMN}.py`, faultyAdapter(marker));
  files.set('portability.yml', CONFIG);
  const run = await watchedRun(files, { patience: 120 + cells * CELL_SECONDS, marker });
  const quarter = Math.floor(run.memory.length / 4);
  return {
    account: accountOf(run, { models, runtimes: [COLUMN] }),
    left: run.left,
    memory: [middle(run.memory.slice(quarter, 2 * quarter)), middle(run.memory.slice(-Math.max(quarter, 1)))],
  };
}

function small(seed: number): Uint8Array {
  const graph = graphBuilder(seed);
  const value = graph.op('MatMul', ['x', graph.weight([8, 8])]);
  return graph.finish({ x: [1, 8] }, { y: { value, shape: [1, 8] } });
}

/** ONNX's own evaluator as an adapter of the user, which causes a fault before it loads. */
function faultyAdapter(marker: string): string {
  const own = readFileSync('src/adapters/runtimes/onnx-reference.py', 'utf8');
  const faults = readFileSync(join(import.meta.dirname, 'faults.py'), 'utf8');
  const faulty = own
    .replace('# home-of = ["onnx"]\n', '')
    .replaceAll('"onnx-reference"', `"${COLUMN}"`)
    .replace(
      'def load(path, options):',
      'def load(path, options):\n    cause_fault(path)\n    return load_model(path)\n\n\ndef load_model(path):',
    );
  return `${faulty}\n\n${faults.replace(/^""".*\n/, '').replace('the marker', marker)}`;
}

/** 0 for nothing. */
function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
