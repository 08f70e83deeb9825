import type { ResultCell, Results } from '../../src/results/schema.js';

export function sampleCell(model: string, runtime: string, part: Partial<ResultCell> = {}): ResultCell {
  return {
    model,
    runtime,
    state: 'pass',
    reason: null,
    route: [],
    cases: 1,
    seconds: 0.1,
    peakRssBytes: null,
    cached: false,
    outputs: [],
    ...part,
  };
}

/** A results document with these cells; the models lie in models/<id>.onnx. */
export function sampleResults(cells: readonly ResultCell[], verdict: Results['verdict'] = 'pass'): Results {
  return {
    schemaVersion: 2,
    verdict,
    tool: { version: '0.0.0' },
    platform: { os: 'linux', arch: 'x64', cpu: 'test', isa: [], sandbox: 'none' },
    models: [...new Set(cells.map(({ model }) => model))].map((id) => ({
      id,
      forms: [{ path: `models/${id}.onnx`, format: 'onnx', sha256: '0'.repeat(64), bytes: 10 }],
      signature: null,
      goldens: 'synthetic',
      reference: null,
    })),
    runtimes: [],
    cells: [...cells],
  };
}
