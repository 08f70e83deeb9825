import type { CellFailure, Results } from '../../src/results/schema.js';
import { cellOf, modelOf, outputOf, passing, resultsOf, runtimeOf } from './results-builder.js';

const RUNTIME = 'onnxruntime-web';
const BF16 = 'openvino-bf16';

/** One model for each thing that can become of a cell, beside a column that declares bfloat16. */
export function everyState(): Results {
  const labels = outputOf('labels', 0, {
    dtype: 'int64',
    maxAbs: 3,
    maxRel: null,
    rmse: null,
    noiseFloor: null,
    noiseRatio: null,
    effectiveBits: null,
    mismatched: 3,
    total: 1200,
    worst: { index: [17], reference: 4, candidate: 7 },
    tolerance: { rule: 'exact' },
    verdict: 'drift',
    reason: '3 of 1,200 elements differ',
  });
  const failed = (model: string, reason: string, failure: CellFailure) =>
    cellOf(model, RUNTIME, {
      state: 'run-failed',
      reason,
      fault: { what: reason, why: 'last line on stderr: `Aborted`' },
      failure,
    });
  const running = { doing: 'running case street', case: 'street' };
  const cells = [
    cellOf('approved', RUNTIME, {
      state: 'approved',
      reason: 'bf16 is what we deploy (until 2027-03-01)',
      outputs: [outputOf('approved', 412)],
    }),
    cellOf('conversion', RUNTIME, {
      state: 'convert-failed',
      reason: 'the converter wrote no file',
      fault: { what: 'the converter wrote no file', next: 'Raise the opset to 17' },
    }),
    failed('crash', 'crashed (SIGABRT) while running', { kind: 'crashed', signal: 'SIGABRT', ...running }),
    failed('failure', 'failed while loading: bad magic', { kind: 'failed', doing: 'loading the model' }),
    failed('memory', 'out of memory while running: more than 4.0 GiB', {
      kind: 'out-of-memory',
      limitBytes: 2 ** 32,
      ...running,
    }),
    failed('timeout', 'timed out after 60 s while running', { kind: 'timed-out', seconds: 60, ...running }),
    cellOf('absent', RUNTIME, {
      state: 'error',
      reason: 'could not start: no such package',
      failure: { kind: 'never-started', doing: 'starting the runtime' },
    }),
    cellOf('error', RUNTIME, { state: 'error', reason: 'the comparison compared nothing' }),
    cellOf('labels', RUNTIME, { state: 'drift', reason: '3 of 1,200 elements differ', outputs: [labels] }),
    cellOf('nan', RUNTIME, {
      state: 'drift',
      reason: 'NaN where the reference has none',
      outputs: [outputOf('nan', 1, { noiseRatio: 'NaN', maxAbs: 'NaN', verdict: 'drift', effectiveBits: null })],
    }),
    cellOf('not-run', RUNTIME, {
      state: 'not-run',
      reason: 'unchanged since the baseline',
      lastKnown: { state: 'pass', noiseRatio: 0.9 },
    }),
    passing('pass', RUNTIME, 0.7),
    passing('strings', RUNTIME, 0, { noiseRatio: null, maxAbs: null, worst: null, tolerance: { rule: 'exact' } }),
    cellOf('unsupported', RUNTIME, { state: 'unsupported', reason: 'no operator `GridSample`' }),
  ];
  const models = cells.map(({ model }) => model);
  return resultsOf({
    verdict: 'error',
    platform: { os: 'linux', arch: 'arm64', cpu: 'Neoverse-N2', isa: ['bf16', 'i8mm'], sandbox: 'environment' },
    runtimes: [
      runtimeOf(RUNTIME, 'ONNX Runtime Web', '1.30.0'),
      runtimeOf(BF16, 'OpenVINO', '2026.3.0', { precision: { declared: 'bf16', effective: 'bf16' } }),
    ],
    models: models.map((id) => modelOf(id)),
    // Models without a cell in the second column show that it is missing.
    cells: [
      ...cells,
      passing('pass', BF16, 9800, {
        verdict: 'pass',
        tolerance: { rule: 'auto', multiple: 262_144 },
        vacuous: true,
      }),
      passing('strings', BF16, 1, {
        noiseRatio: null,
        noiseFloor: null,
        tolerance: { rule: 'uncalibrated', rmse: 1e-3 },
      }),
    ],
  });
}
