import { UserError } from '../errors.js';
import type { ResultCell, Results } from '../results/schema.js';
import { type ApprovableState, isApprovable } from '../results/states.js';
import type { Acceptance } from './acceptance.js';
import type { Approval, Baseline } from './lock-schema.js';
import { measuresOf } from './measure.js';
import { modelDigest } from './model-digest.js';

/**
 * The baseline with the approval of one cell, for what a run of it has just measured; an earlier approval of the same cell
 * is replaced.
 * @throws UserError when there is no such cell, or it passes, was not run, or ended in an error
 */
export function approve(
  baseline: Baseline,
  results: Results,
  acceptance: Acceptance,
): { readonly baseline: Baseline; readonly approval: Approval } {
  const { model, runtime, reason, author, until, today } = acceptance;
  const cell = cellOf(results, acceptance);
  const entry = results.models.find(({ id }) => id === model);
  if (entry === undefined) throw new Error(`no model ${model}`);
  const approval: Approval = {
    model,
    runtime,
    state: approvableState(cell),
    reason,
    author,
    date: today,
    ...(until === undefined ? {} : { until }),
    sha256: modelDigest(entry),
    measured: measuresOf(cell.outputs),
  };
  const others = baseline.approvals.filter((other) => other.model !== model || other.runtime !== runtime);
  return { baseline: { ...baseline, approvals: [...others, approval] }, approval };
}

function cellOf({ cells }: Results, { model, runtime }: Acceptance): ResultCell {
  const cell = cells.find((one) => one.model === model && one.runtime === runtime);
  if (cell !== undefined) return cell;
  const some = cells.slice(0, 3).map((one) => `${one.model} ${one.runtime}`);
  throw new UserError({
    what: `there is no cell ${model} on ${runtime}`,
    why: 'approve takes one cell, by the id of its model and the id of its column',
    next: `portability approve ${some.join(', or portability approve ')}`,
  });
}

/** The state of the cell before any acceptance. */
function approvableState(cell: ResultCell): ApprovableState {
  const { model, runtime, approval } = cell;
  const state = cell.state === 'approved' ? approval?.state : cell.state;
  if (state !== undefined && isApprovable(state)) return state;
  switch (state) {
    case 'pass':
      throw new UserError({
        what: `${model} on ${runtime} passes: there is nothing to accept`,
        next: `run \`portability explain ${model} ${runtime}\` to see its numbers`,
      });
    case 'error':
      throw new UserError({
        what: `${model} on ${runtime} could not be judged: an error cannot be accepted`,
        ...(cell.reason === null ? {} : { why: cell.reason }),
        next: 'fix that first; run `portability doctor` to see what this machine lacks',
      });
    case 'not-run':
    case 'approved':
    case undefined:
      throw new UserError({ what: `${model} on ${runtime} was not run: there is nothing to accept` });
  }
}
