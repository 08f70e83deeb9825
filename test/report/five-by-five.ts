import type { ResultCell, Results } from '../../src/results/schema.js';
import { cellOf, diagnosis, modelOf, outputOf, passing, resultsOf, runtimeOf } from './results-builder.js';

const RUNTIMES = [
  runtimeOf('onnxruntime-node', 'ONNX Runtime for Node.js', '1.30.0', { options: { optimization: 'all' } }),
  runtimeOf('onnxruntime-web', 'ONNX Runtime Web (WebAssembly)', '1.30.0'),
  runtimeOf('openvino', 'OpenVINO', '2026.3.0', {
    options: { device: 'CPU' },
    precision: { declared: 'f32', effective: 'bf16' },
  }),
  runtimeOf('litert', 'LiteRT', '2.1.5'),
  runtimeOf('executorch', 'ExecuTorch', '1.4.0'),
];

const CONVERTED = [{ converter: 'tflite-from-onnx', version: '2.6.9', seconds: 11.2, cached: true }];

/** Five models on five runtimes: a silent bfloat16, a crash, an operator that is missing, synthetic inputs. */
export function fiveByFive(): Results {
  const ratios: Readonly<Record<string, readonly number[]>> = {
    magika: [0.9, 1.1, 2.3, 1.8, 1.2],
    ocr: [1, 1, 1.4, 1.1, 0.8],
    pitch: [0.4, 0.6, 0.9, 0.9, 1.1],
  };
  const folded = Object.entries(ratios).flatMap(([model, row]) =>
    RUNTIMES.map(({ id }, column) => passing(model, id, row[column] ?? 1, { case: 'synthetic-0' })),
  );
  return resultsOf({
    verdict: 'fail',
    runtimes: RUNTIMES,
    models: [
      modelOf('detector'),
      modelOf('magika', { goldens: 'synthetic' }),
      modelOf('ocr', { goldens: 'synthetic' }),
      modelOf('pitch', { reference: { kind: 'committed', runtime: 'pytorch', version: '2.13.0' } }),
      modelOf('vad'),
    ],
    cells: [...detector(), ...folded, ...vad()],
  });
}

function detector(): readonly ResultCell[] {
  return [
    passing('detector', 'onnxruntime-node', 0.9),
    passing('detector', 'onnxruntime-web', 0.9),
    cellOf('detector', 'openvino', {
      state: 'drift',
      reason: 'noise ratio 12,690, the limit is 8',
      outputs: [
        outputOf('detector', 12_690, {
          maxAbs: 1.374,
          worst: { index: [0, 3, 1204], reference: 211.4037, candidate: 212.7776 },
          effectiveBits: 10.4,
          mismatched: 8011,
          reason: 'RMSE 0.266 is 12,690 times the noise floor',
        }),
      ],
      diagnosis: diagnosis(
        'runs-in-bfloat16',
        'detector on openvino runs in bfloat16.',
        'Every layer from `/model.0/conv/Conv` on is off by the same 2⁻¹⁰·⁴, so this is a precision mode and not an operator. The processor offers bfloat16 and OpenVINO takes it by default.',
        'Set `precision: f32` for this runtime, or declare the column `bf16`.',
      ),
    }),
    passing('detector', 'litert', 1.4, {
      tolerance: {
        rule: 'explicit',
        atol: 1e-2,
        rtol: 1e-3,
        multiple: 1480,
        warning: 'the tolerance is more than 100× the expected rounding noise: it hides faults',
      },
    }),
    cellOf('detector', 'executorch', {
      state: 'unsupported',
      cases: 0,
      reason: 'operator `aten::grid_sampler_2d` has no kernel',
    }),
  ];
}

function vad(): readonly ResultCell[] {
  return [
    passing('vad', 'onnxruntime-node', 0.3, { case: 'speech' }),
    passing('vad', 'onnxruntime-web', 0.4, { case: 'speech' }),
    passing('vad', 'openvino', 0.7, { case: 'speech', matchedBy: 'type' }),
    cellOf('vad', 'litert', {
      state: 'run-failed',
      reason: 'crashed (SIGSEGV) while loading',
      fault: { what: 'crashed (SIGSEGV) while loading' },
      failure: { kind: 'crashed', doing: 'loading the model', signal: 'SIGSEGV' },
      route: CONVERTED,
      cases: 0,
      diagnosis: diagnosis(
        'converter-artefact',
        'vad on litert crashed (SIGSEGV) while loading.',
        'The ONNX form is fine (0.4×). The TFLite file that `tflite-from-onnx` 2.6.9 made from it cannot be allocated: operator `UNIDIRECTIONAL_SEQUENCE_LSTM`, output 2.',
        'Export with a fixed batch, or convert from the TorchScript form.',
      ),
    }),
    passing('vad', 'executorch', 1.1, { case: 'speech' }),
  ];
}
