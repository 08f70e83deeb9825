import type { Approval, Baseline, KnownCell } from '../../src/baseline/lock-schema.js';
import { EMPTY_BASELINE } from '../../src/baseline/lock-schema.js';
import type { ResultCell, ResultOutput } from '../../src/results/schema.js';

export const DIGEST = 'a'.repeat(64);
export const OTHER_DIGEST = 'b'.repeat(64);
export const TODAY = '2026-11-24';

export function approvalOf(more: Partial<Approval> = {}): Approval {
  return {
    model: 'detector',
    runtime: 'openvino',
    state: 'drift',
    reason: 'bf16 is what we deploy',
    author: 'Ada',
    date: '2026-10-01',
    until: '2027-03-01',
    sha256: DIGEST,
    measured: [{ output: 'y', noiseRatio: 12_700 }],
    ...more,
  };
}

export function knownCellOf(more: Partial<KnownCell> = {}): KnownCell {
  return {
    model: 'detector',
    runtime: 'openvino',
    state: 'pass',
    version: '2026.3.0',
    platform: 'linux-x64',
    isa: 'avx2 fma',
    outputs: [{ output: 'y', noiseRatio: 0.9, tolerance: { rule: 'auto', multiple: 8 } }],
    ...more,
  };
}

export function baselineOf(more: Partial<Baseline> = {}): Baseline {
  return { ...EMPTY_BASELINE, ...more };
}

export function outputAt(noiseRatio: number, more: Partial<ResultOutput> = {}): ResultOutput {
  return {
    case: 'street',
    form: 'detector.onnx',
    name: 'y',
    dtype: 'float32',
    shape: [2],
    maxAbs: noiseRatio * 2e-5,
    maxRel: 0,
    rmse: noiseRatio * 1e-5,
    noiseFloor: 1e-5,
    noiseRatio,
    effectiveBits: 24,
    mismatched: 0,
    total: 2,
    worst: { index: [0], reference: 1, candidate: 1.5 },
    tolerance: { rule: 'auto', rmse: 8e-5, maxAbs: 6.4e-4, multiple: 8 },
    verdict: noiseRatio <= 8 ? 'pass' : 'drift',
    ...(noiseRatio <= 8 ? {} : { reason: 'outside' }),
    ...more,
  };
}

export function cellOf(more: Partial<ResultCell> = {}): ResultCell {
  return {
    model: 'detector',
    runtime: 'openvino',
    state: 'pass',
    reason: null,
    route: [],
    cases: 1,
    seconds: 0,
    peakRssBytes: null,
    cached: false,
    outputs: [],
    ...more,
  };
}

/** A cell that drifts by one output of the given ratio. */
export function driftOf(noiseRatio: number, more: Partial<ResultCell> = {}): ResultCell {
  return cellOf({ state: 'drift', reason: 'y: outside', outputs: [outputAt(noiseRatio)], ...more });
}
