import type { Observe } from '../search/sight.js';
import type { Operator } from '../search/value-graph.js';
import type { Values } from '../tensor/tensor.js';
import type { RouteObserver } from './observe-route.js';

/** An observer that remembers what few values were: who runs an operator again need not. */
export interface AloneRuns {
  readonly observe: Observe;
  /** Whether the column makes something else of what the operator reads, also where rounding alone would. */
  differs(operator: Operator): Promise<boolean>;
  /** What the column made of a part, by the names in the graph; null where it did not run, or made too much. */
  made(from: readonly string[], to: readonly string[]): Values | null;
}

/** Outputs of one operator that are kept. */
const MOST_OUTPUTS = 16;

export function aloneRuns(observer: Pick<RouteObserver, 'observe' | 'differs' | 'last'>): AloneRuns {
  const runs = new Map<string, Values>();
  const keep = (from: readonly string[], to: readonly string[]) => {
    const made = observer.last();
    if (made !== null && to.length <= MOST_OUTPUTS) runs.set(JSON.stringify([from, to]), made);
  };
  return {
    async observe(from, to, constants) {
      const sight = await observer.observe(from, to, constants);
      if (constants?.held === undefined) keep(from, to);
      return sight;
    },
    async differs({ reads, makes }) {
      const differs = await observer.differs(reads, makes);
      keep(reads, makes);
      return differs === true;
    },
    made: (from, to) => runs.get(JSON.stringify([from, to])) ?? null,
  };
}
