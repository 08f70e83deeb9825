import type { ResultCell, ResultOutput } from '../../src/results/schema.js';

export function output(more: Partial<ResultOutput> = {}): ResultOutput {
  return {
    case: 'c',
    form: 'm.onnx',
    name: 'y',
    dtype: 'float32',
    shape: [2],
    maxAbs: 0,
    maxRel: 0,
    rmse: 0,
    noiseFloor: 1e-7,
    noiseRatio: 0,
    effectiveBits: 24,
    mismatched: 0,
    total: 2,
    worst: null,
    tolerance: { rule: 'auto', rmse: 8e-7, maxAbs: 6.4e-6, multiple: 8 },
    verdict: 'pass',
    ...more,
  };
}

/** A cell with one passing output, or with none where its state does not have any. */
export function cell(more: Partial<ResultCell> = {}): ResultCell {
  const ran = more.state === undefined || more.state === 'pass' || more.state === 'drift';
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
    outputs: ran ? [output()] : [],
    ...more,
  };
}
