import type { Platform } from '../host/platform.js';
import type { ResultCell } from '../results/schema.js';
import { isApprovable } from '../results/states.js';
import { toReal } from '../tensor/real.js';
import { compareWithKnown, type RanCell } from './compare-with-baseline.js';
import { whyUncovered } from './coverage.js';
import type { Approval, Baseline, KnownCell } from './lock-schema.js';
import { measuresOf, worstRatioOf } from './measure.js';
import { modelDigest } from './model-digest.js';
import { toleranceChange } from './tolerance-change.js';

/** Days before its last day that an approval is listed as a warning. */
const NOTICE_DAYS = 14;

export interface BaselineContext {
  /** The date in UTC, as in 2027-03-01. */
  readonly today: string;
  readonly models: readonly { readonly id: string; readonly forms: readonly { readonly sha256: string }[] }[];
  readonly platform: Pick<Platform, 'os' | 'arch' | 'isa'>;
}

type Notice = NonNullable<ResultCell['warnings']>[number];

/**
 * The cells of a run with what the baseline says about them: a drift or failure covered by a valid approval becomes
 * `approved`, one that is no longer covered says why, and every cell is compared with its last known result. Nothing is
 * written.
 */
export function applyBaseline<T extends RanCell>(ran: readonly T[], baseline: Baseline, context: BaselineContext): T[] {
  const digests = new Map(context.models.map((model) => [model.id, modelDigest(model)]));
  return ran.map((item) => {
    const { model, runtime } = item.cell;
    const its = (entry: { readonly model: string; readonly runtime: string }) =>
      entry.model === model && entry.runtime === runtime;
    const sha256 = digests.get(model);
    if (sha256 === undefined) throw new Error(`no model ${model}`);
    const approval = baseline.approvals.find(its) ?? null;
    const known = baseline.cells.find(its) ?? null;
    const unchanged = baseline.models.some((entry) => entry.id === model && entry.sha256 === sha256);
    const compared = baseline.cells.length === 0 ? null : compareWithKnown(item, known, { ...context, unchanged });
    const tolerance = known === null ? null : toleranceChange(item.cell.outputs, known);
    const warnings: Notice[] = [
      ...(compared?.warning === undefined ? [] : [{ id: 'worse-than-baseline' as const, text: compared.warning }]),
      ...(tolerance === null ? [] : [{ id: 'tolerance-changed' as const, text: tolerance }]),
      ...(approval === null ? [] : noticesOf(approval, item.cell, context.today)),
    ];
    const cell: ResultCell = {
      ...withApproval(item.cell, approval, sha256, context.today),
      ...(compared === null ? {} : { change: compared.change }),
      ...(warnings.length === 0 ? {} : { warnings }),
    };
    return { ...item, cell: known === null ? cell : withLastKnown(cell, known, approval, sha256, context.today) };
  });
}

function withApproval(cell: ResultCell, approval: Approval | null, sha256: string, today: string): ResultCell {
  if (approval === null || !isApprovable(cell.state)) return cell;
  const { state, author, reason, date, until } = approval;
  const facts = { state, author, reason, date, ...(until === undefined ? {} : { until }) };
  const failing = cell.outputs.filter(({ verdict }) => verdict !== 'pass');
  const ended = whyUncovered(approval, { state: cell.state, failing: measuresOf(failing) }, sha256, today);
  if (ended !== null) {
    const note = `the approval by ${author} ${ended}`;
    return { ...cell, reason: cell.reason === null ? note : `${cell.reason}; ${note}`, approval: { ...facts, ended } };
  }
  const end = until === undefined ? '' : ` until ${until}`;
  return { ...cell, state: 'approved', reason: `approved by ${author}${end}: ${reason}`, approval: facts };
}

function noticesOf({ author, until }: Approval, cell: ResultCell, today: string): Notice[] {
  if (cell.state === 'pass')
    return [
      { id: 'approval-unused', text: `the approval by ${author} is no longer needed: remove it from the baseline.` },
    ];
  if (until === undefined || today > until || daysBetween(today, until) > NOTICE_DAYS) return [];
  return [
    { id: 'approval-ends', text: `the approval by ${author} ends after ${until}; from then on the cell fails again.` },
  ];
}

/** The last known result, which is all that is known of a cell that was not run; an acceptance of it still counts. */
function withLastKnown(
  cell: ResultCell,
  known: KnownCell,
  approval: Approval | null,
  sha256: string,
  today: string,
): ResultCell {
  const ratio = worstRatioOf(known.outputs);
  const covered =
    approval !== null && whyUncovered(approval, { state: known.state, failing: known.outputs }, sha256, today) === null;
  return {
    ...cell,
    lastKnown: { state: covered ? 'approved' : known.state, noiseRatio: ratio === null ? null : toReal(ratio) },
  };
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
