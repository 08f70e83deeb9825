import type { ResultCell, Results } from '../../src/results/schema.js';
import type { CellState } from '../../src/types.js';
import { hostileResults } from '../../test/report/hostile.js';
import {
  cellOf,
  diagnosis,
  modelOf,
  outputOf,
  passing,
  resultsOf,
  runtimeOf,
} from '../../test/report/results-builder.js';

/** Results whose comments have to be readable, by the name of their picture. */
export const SAMPLE_RESULTS: Readonly<Record<string, () => Results>> = {
  'one-red': () =>
    matrix(
      numbered('vision/net', 3),
      ['onnxruntime-node', 'openvino'],
      [wrong('vision/net-2', 'openvino', 36_900, 0.4)],
    ),
  'seven-red': () =>
    matrix(numbered('model', 40), RUNTIMES, [
      wrong('model-07', 'mnn', 36_900, 0.4),
      wrong('model-12', 'openvino', 12_700, 1.1),
      wrong('model-12', 'litert', 9_000, 0.9),
      wrong('model-31', 'tvm', 14.2, 2.1),
      failed('model-03', 'tract', 'run-failed', 'crashed (SIGABRT) while loading the model'),
      failed('model-19', 'ncnn', 'run-failed', 'crashed (SIGSEGV) in case street'),
      failed(
        'model-22',
        'executorch',
        'convert-failed',
        'converting with executorch-from-onnx failed: no decomposition of Einsum',
      ),
    ]),
  'one-column-red': () =>
    matrix(
      numbered('model', 40),
      RUNTIMES,
      numbered('model', 40).map((model) =>
        failed(model, 'mnn', 'run-failed', 'crashed (SIGILL) while loading the model'),
      ),
    ),
  'long-names': () => {
    const models = numbered('speech/wav2vec2-large-xlsr-53-multilingual-finetuned-quantised-for-production', 3);
    return matrix(models, RUNTIMES.slice(0, 6), [wrong(models[1] ?? '', 'onnxruntime-web', 1_270, 0.9)]);
  },
  'hostile-names': hostileResults,
  'all-green': () => matrix(numbered('model', 40), RUNTIMES, []),
  'no-model': () =>
    resultsOf({
      verdict: 'error',
      stopped: {
        what: 'no model found',
        why: 'no committed file is a model that the gate can read',
        next: '`git add` a model, or name it under `models:` in portability.yml',
      },
    }),
  stopped: () =>
    resultsOf({
      verdict: 'error',
      stopped: {
        where: 'portability.yml:4:14',
        what: 'unknown runtime "openvinno"',
        why: 'no adapter has this name',
        next: 'write `openvino`; `portability list` shows all runtimes',
      },
    }),
};

const RUNTIMES = [
  'onnxruntime-node',
  'onnxruntime-web',
  'openvino',
  'litert',
  'executorch',
  'tract',
  'iree',
  'tvm',
  'ncnn',
  'mnn',
  'tfjs-node',
  'tensorflow',
] as const;

/** `name-01`, `name-02`; without the zero for fewer than ten. */
function numbered(name: string, count: number): string[] {
  const digits = String(count).length;
  return Array.from({ length: count }, (_, index) => `${name}-${String(index + 1).padStart(digits, '0')}`);
}

/** Everything passes but the cells that are given. */
function matrix(models: readonly string[], runtimes: readonly string[], red: readonly ResultCell[]): Results {
  const strangers = red.filter(({ model, runtime }) => !models.includes(model) || !runtimes.includes(runtime));
  if (strangers.length > 0) throw new Error(`not in the matrix: ${strangers.map(({ model }) => model).join(', ')}`);
  const cells = models.flatMap((model, row) =>
    runtimes.map(
      (runtime, column) =>
        red.find((cell) => cell.model === model && cell.runtime === runtime) ??
        passing(model, runtime, column === 0 ? 0 : ((row * 7 + column * 3) % 28) / 10),
    ),
  );
  return resultsOf({
    verdict: red.length === 0 ? 'pass' : 'fail',
    models: models.map((id) => modelOf(id)),
    runtimes: runtimes.map((id) => runtimeOf(id, id, '1.0.0')),
    cells,
  });
}

function wrong(model: string, runtime: string, ratio: number, before: number): ResultCell {
  return cellOf(model, runtime, {
    state: 'drift',
    reason: `noise ratio ${ratio}, the limit is 8`,
    outputs: [outputOf(model, ratio)],
    change: 'new',
    lastKnown: { state: 'pass', noiseRatio: before },
    diagnosis: diagnosis(
      'runtime',
      `drifts because of ${runtime}.`,
      'The same file passes on onnxruntime-node.',
      'Check the options of the runtime, try another release with `version:`, or report the problem to its project.',
    ),
  });
}

function failed(model: string, runtime: string, state: CellState, what: string): ResultCell {
  return cellOf(model, runtime, {
    state,
    cases: 0,
    reason: what,
    fault: { what },
    failure: { kind: state === 'run-failed' ? 'crashed' : 'failed', doing: 'loading the model' },
    diagnosis: diagnosis(state, what, '', 'Passes with the release before: set `version:` in its column.'),
    change: 'same',
    lastKnown: { state, noiseRatio: null },
  });
}
