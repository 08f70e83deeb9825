import { formatRatio, formatSeconds } from '../../number-format.js';
import type { ResultCell, ResultHop, ResultOtherRoute } from '../../results/schema.js';
import { STATES } from '../../results/states.js';
import { fromReal } from '../../tensor/real.js';
import { column, FOLDED, name, type Section, text } from '../section.js';

/** How cells got from a committed form to what ran: the converters, the other routes, and where the forms were run. */
export const routesSection: Section = {
  name: 'routes',
  title: 'Routes and hops',
  item: 'route',
  share: 0.1,
  open: FOLDED,
  content: ({ cells }) => ({
    kind: 'table',
    stacks: true,
    columns: ['model', 'runtime', 'route', 'other routes', 'hops'].map((heading) => column(heading)),
    rows: cells
      .filter(({ route, hops, otherRoutes }) => route.length > 0 || hops !== undefined || otherRoutes !== undefined)
      .map((cell) => [
        [name(cell.model)],
        [name(cell.runtime)],
        [text(cell.route.length === 0 ? 'as committed' : cell.route.map(stepText).join(' → '))],
        [text((cell.otherRoutes ?? []).map(otherRouteText).join('; '))],
        [text((cell.hops ?? []).map((hop) => hopText(hop, cell)).join('; '))],
      ]),
  }),
};

type Step = ResultCell['route'][number];

/** A conversion by the release of its tool: `tflite-from-onnx with onnx2tf 2.6.9`. */
export function converterText({ converter, package: tool, version }: Step): string {
  return tool === undefined ? `${converter} ${version}` : `${converter} with ${tool} ${version}`;
}

function stepText(step: Step): string {
  const { seconds, cached, changes = [] } = step;
  const changed = changes.length === 0 ? '' : `; ${changes.join('; ')}`;
  return `${converterText(step)} (${cached ? 'cached' : formatSeconds(seconds)}${changed})`;
}

function otherRouteText({ form, converters, state, noiseRatio, reason }: ResultOtherRoute): string {
  const ratio = noiseRatio === null ? '' : ` ${formatRatio(fromReal(noiseRatio))}`;
  const why = reason === null ? '' : ` (${reason})`;
  return `${form} → ${converters.join(' → ')}: ${STATES[state].word}${ratio}${why}`;
}

function hopText({ step, format, runtime, state, noiseRatio }: ResultHop, { route }: ResultCell): string {
  const made = route[step - 1];
  const what = made === undefined ? `committed ${format}` : `${format} by ${made.converter}`;
  const ratio = noiseRatio === null ? '' : ` ${formatRatio(fromReal(noiseRatio))}`;
  return `${what} on ${runtime}: ${STATES[state].word}${ratio}`;
}
