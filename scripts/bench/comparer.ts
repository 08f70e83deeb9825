import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { measure } from '../../src/compare/kernel/measure.js';
import type { TallyPool } from '../../src/compare/kernel/tally-pool.js';
import { groupThousands } from '../../src/number-format.js';
import { tensor } from '../../src/tensor/tensor.js';

const NUMPY_TIMEOUT_MS = 300_000;

export interface Comparer {
  readonly measure: typeof measure;
  /** Threads on the other processors. */
  readonly pool: TallyPool;
}

interface Speed {
  readonly seconds: number;
  readonly gigabytesPerSecond: number;
}

/** How fast two tensors are compared; null for what needs numpy where it is missing. */
export interface ComparerBench {
  readonly benchmark: 'compare';
  readonly elements: number;
  readonly compare: Speed;
  readonly processors: number;
  /** With a thread on every other processor. */
  readonly parallel: Speed;
  /** Just reading the memory: the lower bound of every comparison. */
  readonly read: Speed;
  readonly numpyAllclose: (Speed & { readonly version: string }) | null;
  /** The same metrics as one comparison. */
  readonly numpyMetrics: (Speed & { readonly version: string }) | null;
  readonly fasterThanNumpy: number | null;
  readonly fasterThanNumpyMetrics: number | null;
  readonly parallelSpeedUp: number;
  readonly shareOfReadSpeed: number;
}

/**
 * Compares two float32 tensors, also with numpy.
 * @param python interpreter that may have numpy
 */
export function benchComparer(elements: number, comparer: Comparer, python: string): ComparerBench {
  const ours = timesOf(elements, comparer);
  const numpy = numpyTimes(elements, python);
  const speed = (seconds: number): Speed => ({
    seconds: Number(seconds.toFixed(4)),
    gigabytesPerSecond: rounded((elements * 8) / 1e9 / seconds),
  });
  return {
    benchmark: 'compare',
    elements,
    compare: speed(ours.compare),
    processors: availableParallelism(),
    parallel: speed(ours.parallel),
    read: speed(ours.read),
    numpyAllclose: numpy === null ? null : { version: numpy.version, ...speed(numpy.allclose) },
    numpyMetrics: numpy === null ? null : { version: numpy.version, ...speed(numpy.metrics) },
    fasterThanNumpy: numpy === null ? null : rounded(numpy.allclose / ours.compare),
    fasterThanNumpyMetrics: numpy === null ? null : rounded(numpy.metrics / ours.compare),
    parallelSpeedUp: rounded(ours.compare / ours.parallel),
    shareOfReadSpeed: rounded(ours.read / ours.compare),
  };
}

function timesOf(elements: number, { measure, pool }: Comparer): { compare: number; parallel: number; read: number } {
  const reference = new Float32Array(elements).map((_, i) => (i % 1000003) / 1000003 + 0.5);
  const candidate = reference.map((value) => value * 1.0000001);
  const [r, c] = [reference, candidate].map((array) => tensor('float32', [elements], new Uint8Array(array.buffer)));
  if (r === undefined || c === undefined) throw new Error('two arrays must give two tensors');
  const limit = { atol: 1e-8, rtol: 1e-5 };
  let outside = 0;
  const compare = fastest(3, () => {
    outside += measure(r, c, limit).outside;
  });
  const parallel = fastest(5, () => {
    outside += measure(r, c, limit, pool).outside;
  });
  if (outside !== 0) throw new Error('the two arrays differ more than intended');
  const [first, second] = [new Int32Array(reference.buffer), new Int32Array(candidate.buffer)];
  let mixed = 0;
  const read = fastest(3, () => {
    mixed |= mix(first) | mix(second);
  });
  if (mixed === 0) throw new Error('nothing was read');
  return { compare, parallel, read };
}

/** Seconds of the fastest of several runs. */
function fastest(times: number, run: () => void): number {
  let seconds = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    run();
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  return seconds;
}

/** Reads everything; four words at a time, so that no operation waits for the one before. */
function mix(words: Int32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const end = words.length - (words.length % 4);
  for (let i = 0; i < end; i += 4) {
    a |= words[i] ?? 0;
    b |= words[i + 1] ?? 0;
    c |= words[i + 2] ?? 0;
    d |= words[i + 3] ?? 0;
  }
  return a | b | c | d;
}

function numpyTimes(elements: number, python: string): { version: string; allclose: number; metrics: number } | null {
  const args = [join(import.meta.dirname, 'numpy_compare.py'), String(elements)];
  const { status, stdout } = spawnSync(python, args, { encoding: 'utf8', timeout: NUMPY_TIMEOUT_MS });
  if (status !== 0) return null;
  const [version = '', allclose, metrics] = stdout.trim().split(' ');
  return { version, allclose: Number(allclose), metrics: Number(metrics) };
}

function rounded(ratio: number): number {
  return Number(ratio.toFixed(2));
}

export function comparerSection(bench: ComparerBench): string {
  return `## The comparer compared with numpy

${groupThousands(bench.elements)} float32 elements; \`compare\` uses one thread, \`parallel\` all processors. In one pass the comparer measures everything that a report shows: maximum absolute and relative difference, RMSE, worst index, elements outside the limit, NaN and infinity masks.

\`\`\`json
${JSON.stringify(bench, null, 2)}
\`\`\`
`;
}
