import { formatRatio, formatSeconds } from '../number-format.js';
import type { ResultCell, ResultHop, Results } from '../results/schema.js';
import { fromReal } from '../tensor/real.js';

/** How one cell came from a committed form to what ran, and what was found on the way. */
export interface RouteRow {
  readonly model: string;
  readonly runtime: string;
  /** The converters with versions, time and what they changed. */
  readonly route: string;
  /** Where the forms on the way were run, with their noise ratios; empty for cells that do not drift. */
  readonly hops: string;
}

/** One row a cell that was converted for, or whose hops were looked into. */
export function routeRows({ cells }: Results): readonly RouteRow[] {
  return cells
    .filter(({ route, hops }) => route.length > 0 || hops !== undefined)
    .map((cell) => ({
      model: cell.model,
      runtime: cell.runtime,
      route: cell.route.length === 0 ? 'as it is committed' : cell.route.map(stepText).join(' → '),
      hops: (cell.hops ?? []).map((hop) => hopText(hop, cell)).join('; '),
    }));
}

function stepText({ converter, version, seconds, cached, changes = [] }: ResultCell['route'][number]): string {
  const changed = changes.length === 0 ? '' : `; ${changes.join('; ')}`;
  return `${converter} ${version} (${cached ? 'cached' : formatSeconds(seconds)}${changed})`;
}

function hopText({ step, format, runtime, state, noiseRatio }: ResultHop, { route }: ResultCell): string {
  const made = route[step - 1];
  const what = made === undefined ? `committed ${format}` : `${format} by ${made.converter}`;
  const ratio = noiseRatio === null ? '' : ` ${formatRatio(fromReal(noiseRatio))}`;
  return `${what} on ${runtime}: ${state}${ratio}`;
}
