import {
  type Diagnosis,
  type ResultCell,
  type ResultOutput,
  type Results,
  resultsSchema,
} from '../../src/results/schema.js';

type Model = Results['models'][number];
type Runtime = Results['runtimes'][number];

export function modelOf(id: string, more: Partial<Model> = {}): Model {
  return {
    id,
    forms: [{ path: `models/${id}.onnx`, format: 'onnx', sha256: digest(id), bytes: 1_200_000 + id.length * 310_000 }],
    signature: {
      inputs: [{ name: 'input', type: 'float32[1, 3, 64, 64]', dtype: 'float32', shape: [1, 3, 64, 64] }],
      outputs: [{ name: 'output0', type: 'float32[1, N]', dtype: 'float32', shape: [1, 'N'] }],
    },
    goldens: 'committed',
    reference: { kind: 'runtime', runtime: 'onnxruntime-node', version: '1.30.0' },
    ...more,
  };
}

export function runtimeOf(id: string, title: string, version: string, more: Partial<Runtime> = {}): Runtime {
  return {
    id,
    adapter: id,
    title,
    version,
    options: {},
    precision: { declared: 'f32', effective: null },
    ...more,
  };
}

export function outputOf(model: string, noiseRatio: number, more: Partial<ResultOutput> = {}): ResultOutput {
  const rmse = noiseRatio * 2.1e-5;
  return {
    case: 'street',
    form: `models/${model}.onnx`,
    name: 'output0',
    dtype: 'float32',
    shape: [1, 8400],
    maxAbs: rmse * 6.3,
    maxRel: rmse / 40,
    rmse,
    noiseFloor: 2.1e-5,
    noiseRatio,
    effectiveBits: 24 - Math.max(0, Math.log2(Math.max(noiseRatio, 1))),
    mismatched: 0,
    total: 8400,
    worst: { index: [0, 3, 1204], reference: 211.4037, candidate: 211.4037 + rmse * 6.3 },
    tolerance: { rule: 'auto', rmse: 1.7e-4, maxAbs: 1.4e-3, multiple: 8 },
    verdict: noiseRatio <= 8 ? 'pass' : 'drift',
    matchedBy: 'name',
    ...more,
  };
}

export function cellOf(model: string, runtime: string, more: Partial<ResultCell>): ResultCell {
  return {
    model,
    runtime,
    state: 'pass',
    reason: null,
    route: [],
    cases: 1,
    seconds: 0.4,
    peakRssBytes: 310_000_000,
    cached: false,
    outputs: [],
    ...more,
  };
}

export function passing(model: string, runtime: string, ratio: number, more: Partial<ResultOutput> = {}): ResultCell {
  return cellOf(model, runtime, { outputs: [outputOf(model, ratio, more)] });
}

export function resultsOf(parts: Partial<Results>): Results {
  return resultsSchema.parse({
    schemaVersion: 2,
    verdict: 'pass',
    tool: { version: '0.1.0' },
    platform: {
      os: 'linux',
      arch: 'x64',
      cpu: 'AMD EPYC 9V74 80-Core Processor',
      isa: ['avx2', 'avx512_bf16', 'avx512_vnni', 'avx512f', 'fma'],
      sandbox: 'no-network',
    },
    models: [],
    runtimes: [],
    cells: [],
    ...parts,
  });
}

/** Stands for a digest: deterministic, 64 hexadecimal digits. */
function digest(text: string): string {
  let state = 0x9e3779b9;
  let hex = '';
  for (let index = 0; hex.length < 64; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index % text.length), 0x01000193) >>> 0;
    hex += state.toString(16).padStart(8, '0');
  }
  return hex.slice(0, 64);
}

export function diagnosis(id: string, finding: string, evidence: string, fix: string): Diagnosis {
  return { id, finding, evidence, fix };
}
