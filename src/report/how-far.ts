import { formatRatio } from '../number-format.js';
import type { ResultCell } from '../results/schema.js';
import { STATES } from '../results/states.js';
import { fromReal } from '../tensor/real.js';
import type { Finding } from './finding.js';
import { outcomeOf } from './outcome.js';
import { type Line, strong, text } from './section.js';

/** How far the worst cell of a finding is from its reference, after the last known result: `0.4× → 36,900×, new`. */
export function howFar({ cells: [worst], change }: Finding): Line {
  if (worst === undefined) return [];
  const { word, detail } = outcomeOf(worst);
  const now = strong(worst.state === 'drift' && detail !== '' ? detail : word);
  const before = beforeOf(worst);
  return [...(before === null ? [] : [text(`${before} → `)]), now, ...(change === null ? [] : [text(` ${change}`)])];
}

/** Null when nothing is known, or only that the cell was as it is now. */
function beforeOf({ state, lastKnown }: ResultCell): string | null {
  if (lastKnown === undefined || state === 'not-run') return null;
  const { noiseRatio } = lastKnown;
  if (noiseRatio !== null && (state === 'drift' || state === 'pass' || state === 'approved'))
    return formatRatio(fromReal(noiseRatio));
  return lastKnown.state === state ? null : STATES[lastKnown.state].word;
}
