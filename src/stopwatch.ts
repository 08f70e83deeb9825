import type { Results } from './results/schema.js';

/** Seconds of wall clock; models run in parallel, so `run` and `compare` are sums over them. */
export interface Timings {
  readonly total: number;
  readonly plan: number;
  readonly run: number;
  readonly compare: number;
  /** Seconds inside the runtimes themselves, summed over workers. */
  readonly runtimes: number;
}

type Part = 'plan' | 'run' | 'compare';

export interface Stopwatch {
  /** Adds the time since the start to a part. */
  lap(part: Part): void;
  /** Adds the time that a step takes to a part. */
  time<T>(part: Part, step: () => Promise<T>): Promise<T>;
  timings(cells: Results['cells']): Timings;
}

export function stopwatch(): Stopwatch {
  const start = performance.now();
  const since = (from: number) => (performance.now() - from) / 1000;
  const parts = { plan: 0, run: 0, compare: 0 };
  return {
    lap(part) {
      parts[part] += since(start);
    },
    async time(part, step) {
      const from = performance.now();
      try {
        return await step();
      } finally {
        parts[part] += since(from);
      }
    },
    timings: (cells) => ({
      total: since(start),
      ...parts,
      runtimes: cells.reduce((sum, { seconds }) => sum + seconds, 0),
    }),
  };
}
