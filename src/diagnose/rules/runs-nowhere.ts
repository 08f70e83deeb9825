import type { ResultCell } from '../../results/schema.js';
import { enumerate } from '../dispute.js';
import type { Rule } from '../rule.js';

/** Messages of runtimes that are shown. */
const MOST = 4;

/**
 * Runtimes of two or more engines fail on the model and none runs it: it is most likely the file, which each of them rejects
 * in its own words. The text is the same for all of them, so that they share one finding. If more of them lack something,
 * the model is only unusual.
 */
export const runsNowhere: Rule = (cell, { siblings, columns = [], forms = [] }) => {
  const isOnnx = forms[0]?.format === 'onnx';
  const all = [cell, ...siblings];
  if (all.some(({ state, outputs }) => state === 'error' || outputs.length > 0)) return undefined;
  const failing = columns.flatMap(({ id, engine, adapter }) => {
    const own = all.find((other) => other.runtime === id);
    return own !== undefined && fails(own) ? [{ cell: own, engine: engine ?? adapter }] : [];
  });
  const lacking = all.filter(({ state }) => state === 'unsupported').length;
  const unjudged = all.filter(isUnjudged).map(({ runtime }) => runtime);
  const engines = new Set(failing.map(({ engine }) => engine)).size;
  if (!(fails(cell) || isUnjudged(cell)) || engines < 2 || engines <= lacking + unjudged.length) return undefined;
  const said = failing
    .slice(0, MOST)
    .map(({ cell: { runtime: id, fault } }) => `${id}: ${(fault?.what ?? 'failed').replace(/\.$/, '')}`);
  const rest = failing.length - said.length;
  return {
    id: 'runs-nowhere',
    finding: `${unjudged.length === 0 ? 'No runtime here runs' : `Only ${enumerate(unjudged.toSorted())} here, which nothing can be compared with, runs`} ${cell.model}, so that the file itself is most likely wrong.`,
    evidence: `${said.join('; ')}${rest === 0 ? '' : `; and ${rest} more`}.`,
    fix: `Check the file${isOnnx ? ' (with `onnx.checker.check_model`)' : ''}, and export it again.`,
  };
};

/** It ran, and the runtime that should make the reference refused the model. */
function isUnjudged({ state, failure, outputs }: ResultCell): boolean {
  return state === 'run-failed' && failure === undefined && outputs.length === 0;
}

/** In its runtime or a converter, not by the limits of time and memory, and not for lack of support. */
function fails({ failure }: ResultCell): boolean {
  return failure?.kind === 'failed' || failure?.kind === 'crashed';
}
