import { z } from 'zod';
import type { KnownCell, KnownModel } from '../baseline/lock-schema.js';
import { worstRatioOf } from '../baseline/measure.js';
import type { Host } from '../host/host.js';
import { readCached, writeCached } from '../host/json-cache.js';
import { NOT_BEGUN } from '../results/located-schema.js';
import { cellSchema, modelSchema, type ResultCell } from '../results/schema.js';
import { isPassing } from '../worker/failure.js';

const { goldens, reference, consensus, truth } = modelSchema.shape;

/** A result of an earlier run: before any approval, with what the document says about its model and its runtime. */
const recordSchema = z.strictObject({
  /** Key of its row: whether the other columns were the same as well. */
  row: z.string().nullable(),
  /** Engines of the columns that its noise floor was checked against: another one may cast doubt on it. */
  engines: z.array(z.string()),
  cell: cellSchema,
  version: z.string().nullable(),
  effectivePrecision: z.string().nullable(),
  goldens,
  reference,
  consensus,
  truth,
});

export type RecordedResult = z.infer<typeof recordSchema>;

/** Folder in the cache. */
const KIND = 'results';

/** Whether a result would be the same the next time; one whose search had no time left may get further. */
export function isRepeatable({ state, failure, unlocated }: ResultCell): boolean {
  if (unlocated === NOT_BEGUN) return false;
  if (state === 'error' || state === 'approved' || state === 'not-run') return false;
  return failure === undefined || !isPassing(failure);
}

/** What the gate has recorded in its cache; null for nothing, or for what cannot be read. */
export function readRecord(host: Host, key: string): Promise<RecordedResult | null> {
  return readCached(host, KIND, key, recordSchema);
}

export function writeRecord(host: Host, key: string, record: RecordedResult): Promise<void> {
  return writeCached(host, KIND, key, record);
}

/**
 * The result of a cell that passed, as the baseline has it; null for one that it does not have. Others are not taken from
 * there: the baseline knows neither their reasons nor their causes.
 * @param engines of the columns that the baseline has results of
 */
export function recordOfBaseline(
  key: string,
  known: KnownCell | undefined,
  model: KnownModel | undefined,
  engines: readonly string[],
): RecordedResult | null {
  if (known?.key !== key || known.state !== 'pass' || model?.reference === undefined) return null;
  const { runtime, version, effectivePrecision = null } = known;
  const { goldens, reference } = model;
  if (goldens === undefined) return null;
  return {
    row: null,
    engines: [...engines],
    cell: {
      model: known.model,
      runtime,
      state: 'pass',
      reason: null,
      route: [],
      cases: 0,
      seconds: 0,
      peakRssBytes: null,
      cached: false,
      outputs: [],
      lastKnown: { state: 'pass', noiseRatio: worstRatioOf(known.outputs) },
    },
    version,
    effectivePrecision,
    goldens,
    reference,
  };
}
