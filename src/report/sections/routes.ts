import { formatRatio, formatSeconds } from '../../number-format.js';
import type { ResultCell, ResultHop } from '../../results/schema.js';
import { STATES } from '../../results/states.js';
import { fromReal } from '../../tensor/real.js';
import { column, FOLDED, name, type Section, text } from '../section.js';

/** How cells got from a committed form to what ran: the converters, and where the forms on the route were run. */
export const routesSection: Section = {
  name: 'routes',
  title: 'Routes and hops',
  item: 'route',
  share: 0.1,
  open: FOLDED,
  content: ({ cells }) => ({
    kind: 'table',
    stacks: true,
    columns: ['model', 'runtime', 'route', 'hops'].map((heading) => column(heading)),
    rows: cells
      .filter(({ route, hops }) => route.length > 0 || hops !== undefined)
      .map((cell) => [
        [name(cell.model)],
        [name(cell.runtime)],
        [text(cell.route.length === 0 ? 'as committed' : cell.route.map(stepText).join(' → '))],
        [text((cell.hops ?? []).map((hop) => hopText(hop, cell)).join('; '))],
      ]),
  }),
};

function stepText({ converter, version, seconds, cached, changes = [] }: ResultCell['route'][number]): string {
  const changed = changes.length === 0 ? '' : `; ${changes.join('; ')}`;
  return `${converter} ${version} (${cached ? 'cached' : formatSeconds(seconds)}${changed})`;
}

function hopText({ step, format, runtime, state, noiseRatio }: ResultHop, { route }: ResultCell): string {
  const made = route[step - 1];
  const what = made === undefined ? `committed ${format}` : `${format} by ${made.converter}`;
  const ratio = noiseRatio === null ? '' : ` ${formatRatio(fromReal(noiseRatio))}`;
  return `${what} on ${runtime}: ${STATES[state].word}${ratio}`;
}
