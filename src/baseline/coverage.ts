import { fromReal, type ResultCell } from '../results.js';
import type { CellState } from '../types.js';
import type { Approval } from './lock-schema.js';
import { measuresOf, worseThan } from './measure.js';

/**
 * Why an approval does not cover what became of a cell, as the end of a sentence that starts with the approval; null
 * when it covers it.
 * @param today the date in UTC; an approval holds through its last day
 */
export function whyUncovered(
  approval: Approval,
  cell: Pick<ResultCell, 'state' | 'outputs'>,
  sha256: string,
  today: string,
): string | null {
  if (approval.until !== undefined && today > approval.until) return `expired on ${approval.until}`;
  if (approval.sha256 !== sha256) return 'does not cover it: the model has changed since';
  if (approval.state !== cell.state)
    return `does not cover it: ${words(approval.state)} was accepted, ${words(cell.state)} is something else`;
  for (const now of measuresOf(cell.outputs.filter(({ verdict }) => verdict !== 'pass'))) {
    const then = approval.measured.find(({ output }) => output === now.output);
    const why = then === undefined ? `\`${now.output}\` was not among the outputs` : worseThan(now, then);
    if (why !== null) return `does not cover it: ${why}`;
  }
  return null;
}

function words(state: CellState): string {
  switch (state) {
    case 'pass':
      return 'a pass';
    case 'drift':
      return 'a drift';
    case 'approved':
      return 'an approved result';
    case 'convert-failed':
      return 'a failed conversion';
    case 'run-failed':
      return 'a failed run';
    case 'unsupported':
      return 'a model that is not supported';
    case 'not-run':
      return 'a cell that was not run';
    case 'error':
      return 'an error';
  }
}

/** The worst noise ratio of some measures; null when none of them has one. NaN is the worst. */
export function worstRatioOf(measures: Approval['measured']): number | null {
  const ratios = measures.flatMap(({ noiseRatio }) => (noiseRatio === undefined ? [] : [fromReal(noiseRatio)]));
  return ratios.length === 0 ? null : Math.max(...ratios);
}
