import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { DiagnosisContext } from '../../src/diagnose/rule.js';
import { compareCase } from '../../src/judge/compare-case.js';
import type { ResultCell, ResultRuntime } from '../../src/results/schema.js';
import { cellVerdict } from '../../src/results/verdict.js';
import type { Tensor, Values } from '../../src/tensor/tensor.js';
import { CELL_STATES } from '../../src/types.js';
import { cell, output } from '../compare/results.js';
import { bools, f32 } from '../compare/tensors.js';

const UNIT = 2 ** -24;

function context(more: Partial<DiagnosisContext> = {}, effective: string | null = null): DiagnosisContext {
  const runtime: ResultRuntime = {
    id: 'openvino',
    adapter: 'openvino',
    title: 'OpenVINO',
    version: '2026.4.1',
    options: {},
    precision: { declared: 'f32', effective },
  };
  return { runtime, isa: [], evidence: [], siblings: [], reference: null, disagreements: [], ...more };
}

/** The cell and the evidence of really comparing the values, as the pipeline does. */
function compared(
  cases: readonly (readonly [Values, Values])[],
  sigma = UNIT,
): {
  cell: ResultCell;
  evidence: DiagnosisContext['evidence'];
} {
  const results = cases.map(([reference, candidate], i) =>
    compareCase({
      case: `c${i}`,
      form: 'm.onnx',
      reference,
      candidate,
      expectedOutputs: Object.keys(reference),
      names: {},
      noise: Object.fromEntries(Object.keys(reference).map((name) => [name, { sigma, unit: UNIT }])),
      tolerances: {},
      precision: 'f32',
    }),
  );
  const outputs = results.flatMap((r) => r.outputs);
  return { cell: cell({ outputs, ...cellVerdict(outputs) }), evidence: results.flatMap((r) => r.evidence) };
}

const wave = Array.from({ length: 64 }, (_, i) => Math.fround(Math.sin(i * 1.7) + 0.1 * (i % 5)));
/** Noise of that relative size, without any pattern that a factor or a constant explains. */
const noisy = (values: readonly number[], bits: number) =>
  values.map((v, i) => v + 2 ** -bits * Math.sin(i * i * 3.1 + 1));

function reduced(bits: number, effective: string | null, isa: readonly string[], outputs = 2) {
  const names = ['a', 'b'].slice(0, outputs);
  const reference = Object.fromEntries(names.map((name, i) => [name, f32(wave.map((v) => v * (1 + i)))]));
  const candidate = Object.fromEntries(names.map((name, i) => [name, f32(noisy(wave, bits).map((v) => v * (1 + i)))]));
  const { cell: red, evidence } = compared([[reference, candidate]]);
  expect(red.state).toBe('drift');
  return diagnose(red, context({ evidence, isa }, effective));
}

test('bfloat16: every output keeps the same ten bits', () => {
  const diagnosis = reduced(10, null, ['avx512_bf16']);
  expect(diagnosis).toMatchObject({ id: 'runs-in-bfloat16', finding: 'detector on openvino runs in bfloat16.' });
  expect(diagnosis?.evidence).toMatch(/about 10\.\d significant bits.*a precision mode, not an operator.*avx512_bf16/);
  expect(diagnosis?.fix).toContain('declare `precision: bf16` for the column');
});

test('what no longer resembles the reference is no precision mode, whatever bits it seems to keep', () => {
  const other = wave.map((_, i) => Math.fround(Math.cos(i * i * 2.3)));
  const { cell: red, evidence } = compared([[{ a: f32(wave) }, { a: f32(other) }]], 2 ** -14);
  expect(red.outputs[0]?.effectiveBits).toBeGreaterThan(8.5);
  expect(diagnose(red, context({ evidence, isa: ['avx512_bf16'] }))?.id).toBe('drift');
});

test('bfloat16: the runtime says so itself', () => {
  const diagnosis = reduced(10, 'bf16', [], 1);
  expect(diagnosis?.finding).toBe('detector on openvino runs in bfloat16.');
  expect(diagnosis?.evidence).toContain('reports bf16');
});

test('bfloat16: what the options are by default is what to set', () => {
  const { cell: red, evidence } = compared([[{ a: f32(wave) }, { a: f32(noisy(wave, 10)) }]]);
  const chosen = { ...context().runtime, options: { precision: 'auto', threads: 1 } };
  const fix = (runtime: ResultRuntime) =>
    diagnose(red, context({ evidence, isa: ['amx_bf16'], runtime, defaults: { precision: 'f32', threads: 1 } }))?.fix;
  expect(fix(chosen)).toMatch(
    /^Set `options: \{ precision: f32 \}`, the default, which computes in float32, or declare/,
  );
  expect(fix({ ...chosen, options: { precision: 'f32', threads: 1 } })).toMatch(/^Have it compute in float32/);
  // Of an adapter of the repository nobody knows what its defaults compute in.
  expect(fix({ ...chosen, file: 'own.py' })).toMatch(/^Have it compute in float32/);
});

test('bfloat16: one number alone needs a processor that offers it, and is only likely then', () => {
  expect(reduced(10, null, [], 1)?.id).toBe('drift');
  expect(reduced(10, null, ['amx_bf16'], 1)?.finding).toBe('detector on openvino seems to run in bfloat16.');
});

test('a precision mode is off in every element, in every case', () => {
  const border = f32(wave.map((v, i) => (i % 16 === 0 ? v + 2 ** -8.2 : v)));
  const local = compared([
    [
      { a: f32(wave), b: f32(wave) },
      { a: border, b: border },
    ],
  ]);
  expect(diagnose(local.cell, context({ evidence: local.evidence, isa: ['avx512_bf16'] }))).toMatchObject({
    id: 'drift',
    evidence: expect.stringContaining('Only 6.25% of the elements of `a` are off.'),
  });
  const twoCases = compared([
    [{ a: f32(wave) }, { a: f32(noisy(wave, 10)) }],
    [{ a: f32(wave) }, { a: f32(noisy(wave, 10.1)) }],
  ]);
  // One output is one, in however many cases.
  expect(diagnose(twoCases.cell, context({ evidence: twoCases.evidence }))?.id).toBe('drift');
  const oneCase = compared([
    [
      { a: f32(wave), b: f32(wave) },
      { a: f32(noisy(wave, 10)), b: f32(noisy(wave, 10.2)) },
    ],
    [
      { a: f32(wave), b: f32(wave) },
      { a: f32(noisy(wave, 26)), b: f32(noisy(wave, 26)) },
    ],
  ]);
  expect(diagnose(oneCase.cell, context({ evidence: oneCase.evidence, isa: ['avx512_bf16'] }))?.id).toBe('drift');
});

test.each([
  [12, 'runs-in-float16', 'in float16 or tf32'],
  [13.2, 'float16-weights', 'with float16 weights, or tf32'],
])('noise at 2^-%d in every output: %s', (bits, id, words) => {
  expect(reduced(bits, null, [])).toMatchObject({ id, finding: `detector on openvino runs ${words}.` });
});

test('outputs that are far off beside one that is fine are an operator, not a precision mode', () => {
  const reference = { a: f32(wave), b: f32(wave), c: f32(wave) };
  const candidate = { a: f32(noisy(wave, 10)), b: f32(noisy(wave, 10.2)), c: f32(noisy(wave, 26)) };
  const { cell: red, evidence } = compared([[reference, candidate]]);
  expect(diagnose(red, context({ evidence, isa: ['avx512_bf16'] }))?.id).toBe('drift');
});

test('booleans that differ have nothing to do with what the runtime says about its floats', () => {
  const { cell: red, evidence } = compared([[{ a: bools([true]) }, { a: bools([false]) }]]);
  expect(diagnose(red, context({ evidence }, 'bf16'))?.id).toBe('drift');
});

test('swapped outputs: each passes against the reference of the other', () => {
  const other = wave.map((v, i) => v * v - i / 7);
  const { cell: red, evidence } = compared([
    [
      { a: f32(wave), b: f32(other) },
      { a: f32(other), b: f32(wave) },
    ],
  ]);
  const diagnosis = diagnose(red, context({ evidence }));
  expect(diagnosis).toMatchObject({
    id: 'swapped-outputs',
    finding: "detector on openvino returns `a` and `b` under each other's name.",
  });
  expect(diagnosis?.fix).toBe(
    'Add to the form m.onnx: `names: { a: b, b: a }`, or export it with the names of the first form.',
  );
});

test('swapped outputs: three of them in a round', () => {
  const others = [1, 2, 3].map((k) => f32(wave.map((v, i) => v * k - (i * k) / 7)));
  const [a, b, c] = others as [Tensor, Tensor, Tensor];
  const { cell: red, evidence } = compared([
    [
      { a, b, c },
      { a: c, b: a, c: b },
    ],
  ]);
  expect(diagnose(red, context({ evidence }))).toMatchObject({
    finding: "detector on openvino returns `a`, `b` and `c` under each other's names.",
    fix: expect.stringContaining('`names: { a: b, b: c, c: a }`'),
  });
});

test('swapped outputs of the first form cannot be declared', () => {
  const other = wave.map((v, i) => v * v - i / 7);
  const swapped = compared([
    [
      { a: f32(wave), b: f32(other) },
      { a: f32(other), b: f32(wave) },
    ],
  ]);
  const first = context({ evidence: swapped.evidence, forms: [{ path: 'm.onnx', format: 'onnx' }] });
  expect(diagnose(swapped.cell, first)?.fix).toMatch(/^Report the problem to the project of OpenVINO/);
});

test('one output that equals another is not a swap', () => {
  const other = wave.map((v, i) => v * v - i / 7);
  const broken = wave.map((v, i) => Math.cos(v * 9 + i));
  const { cell: red, evidence } = compared([
    [
      { a: f32(wave), b: f32(other) },
      { a: f32(other), b: f32(broken) },
    ],
  ]);
  expect(diagnose(red, context({ evidence }))?.id).not.toBe('swapped-outputs');
});

test('a scaled output names its factor', () => {
  const { cell: red, evidence } = compared([[{ a: f32(wave) }, { a: f32(wave.map((v) => v * 255)) }]]);
  expect(diagnose(red, context({ evidence }))).toMatchObject({
    id: 'scaled-output',
    finding: 'detector on openvino returns `a` multiplied by 255.',
  });
});

test('a constant offset names its size', () => {
  const { cell: red, evidence } = compared([[{ a: f32(wave) }, { a: f32(wave.map((v) => v - 0.5)) }]]);
  expect(diagnose(red, context({ evidence }))).toMatchObject({
    id: 'constant-offset',
    finding: 'detector on openvino returns `a` shifted by -0.5.',
  });
});

test('NaN everywhere, and NaN in places', () => {
  const all = compared([[{ a: f32(wave) }, { a: f32(wave.map(() => Number.NaN)) }]]);
  expect(diagnose(all.cell, context({ evidence: all.evidence }))).toMatchObject({
    id: 'all-nan',
    finding: 'detector on openvino returns only NaN for `a`, where the reference has numbers.',
  });
  const some = compared([[{ a: f32(wave) }, { a: f32(noisy(wave, 5).map((v, i) => (i === 3 ? Number.NaN : v))) }]]);
  expect(diagnose(some.cell, context({ evidence: some.evidence }))).toMatchObject({
    id: 'nan-mismatch',
    evidence: '1 of 64 elements in case c0.',
  });
});

test.each([
  ['a factor', (v: number) => v * (1 + 2e-6)],
  ['a constant', (v: number) => v - 1.5e-5],
])('%s that is only the rounding of a sum is neither a scale nor a bias', (_, change) => {
  const { cell: red, evidence } = compared([[{ a: f32(wave) }, { a: f32(wave.map(change)) }]]);
  expect(red.state).toBe('drift');
  expect(diagnose(red, context({ evidence }))?.id).toBe('drift');
});

test('another shape comes before numbers, and another type is named', () => {
  const { cell: red, evidence } = compared([
    [
      { a: f32(wave), b: f32([1, 2]) },
      { a: f32(wave.map((v) => v * 3e6)), b: bools([true, false]) },
    ],
  ]);
  expect(diagnose(red, context({ evidence }))).toMatchObject({
    id: 'different-structure',
    finding: expect.stringMatching(/`b`, different element type: the reference is float32\[2\], this is bool\[2\]\.$/),
  });
});

test.each<[string, Partial<DiagnosisContext>, RegExp]>([
  [
    'of a further form',
    { forms: [{ path: 'first.onnx', format: 'onnx' }] },
    /^Export m\.onnx with the element types and shapes of first\.onnx/,
  ],
  [
    'than the golden cases expect, where the format is at home',
    { reference: { kind: 'committed', runtime: 'onnxruntime-node', version: '1' }, homeOf: ['onnx'] },
    /^If the model was changed since the outputs were committed, record them again/,
  ],
  ['of the same file on another runtime', {}, /^Try another release of the runtime/],
])('another shape %s', (_, more, fix) => {
  const { cell: red, evidence } = compared([[{ a: f32([1, 2]) }, { a: f32([1, 2], [1, 2]) }]]);
  const forms: DiagnosisContext['forms'] = [{ path: 'm.onnx', format: 'onnx' }];
  expect(diagnose(red, context({ evidence, forms, ...more }))?.fix).toMatch(fix);
});

test('a drift without a known cause says how far, where, and what passes instead', () => {
  const { cell: red, evidence } = compared([
    [{ a: f32(wave) }, { a: f32(wave.map((v, i) => v + (i === 7 ? 0.5 : 0))) }],
  ]);
  const siblings = [cell({ runtime: 'older' }), cell({ runtime: 'tract' })];
  const other: ResultRuntime = { ...context().runtime, id: 'older', version: '2025.4.0' };
  expect(diagnose(red, context({ evidence, siblings, columns: [other] }))).toMatchObject({
    id: 'drift',
    finding: expect.stringMatching(
      /^detector on openvino returns `a` .*× the noise floor away from the reference; up to 8× passes\.$/,
    ),
    evidence: expect.stringMatching(
      /^The largest difference is in case c0 at \[7\]: .* Only 1.59% of the elements of `a` are off\. The model passes on older, tract\.$/,
    ),
    fix: 'It passes with release 2025.4.0 (column older): set `version: "2025.4.0"`.',
  });
});

test.each<{ what: string; others: Partial<ResultRuntime>[]; fix: string }>([
  {
    what: 'the same options in two columns',
    others: [
      { id: 'a', options: { threads: 1 } },
      { id: 'b', options: { threads: 1 } },
    ],
    fix: 'It passes with `options: { threads: 1 }` (columns a, b).',
  },
  {
    what: 'other options in each',
    others: [
      { id: 'a', options: { threads: 1 } },
      { id: 'b', options: { mode: 'plain' } },
    ],
    fix: 'It passes with `options: { threads: 1 }` (column a), or with `options: { mode: plain }` (column b).',
  },
  {
    what: 'one release in two columns, and nothing that tells a third one apart',
    others: [{ id: 'a', version: '1.0' }, { id: 'b', version: '1.0' }, { id: 'c' }],
    fix: 'It passes with release 1.0 (columns a, b): set `version: "1.0"`. It passes in column c.',
  },
  {
    what: 'many columns by the first of them',
    others: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, options: { threads: 1 } })),
    fix: 'It passes with `options: { threads: 1 }` (columns a, b, c and 2 more).',
  },
])('what works instead is said once: $what', ({ others, fix }) => {
  const { cell: red, evidence } = compared([
    [{ a: f32(wave) }, { a: f32(wave.map((v, i) => v + (i === 7 ? 0.5 : 0))) }],
  ]);
  const columns = others.map((other) => ({ ...context().runtime, ...other }));
  const siblings = columns.map(({ id }) => cell({ runtime: id }));
  expect(diagnose(red, context({ evidence, siblings, columns }))?.fix).toBe(fix);
});

test('a crash names its signal and where the model is fine', () => {
  const crashed = cell({
    state: 'run-failed',
    runtime: 'litert',
    failure: { kind: 'crashed', doing: 'loading the model', signal: 'SIGSEGV' },
    fault: { what: 'crashed (SIGSEGV) while loading the model', why: 'last line on stderr: allocating' },
  });
  const siblings = [cell({ runtime: 'onnxruntime-node' }), cell({ runtime: 'openvino', state: 'drift' })];
  expect(diagnose(crashed, context({ siblings }))).toMatchObject({
    id: 'crashed',
    finding: 'detector on litert crashed (SIGSEGV) while loading the model.',
    evidence: expect.stringMatching(/Last line on stderr: allocating\. The model passes on onnxruntime-node\.$/),
  });
});

test.each([
  ['timed-out', 'limits.seconds'],
  ['out-of-memory', 'limits.memory'],
] as const)('%s says which limit to raise', (kind, key) => {
  const red = cell({
    state: 'run-failed',
    failure: { kind, doing: 'running' },
    fault: { what: `${kind} while running` },
  });
  expect(diagnose(red, context())).toMatchObject({ id: kind, fix: expect.stringContaining(key) });
});

test('an error that the runtime reports is not called a crash, and its own hint is quoted', () => {
  const red = cell({
    state: 'run-failed',
    failure: { kind: 'failed', doing: 'running' },
    fault: { what: 'failed while running: bad shape', why: 'error type: ValueError\nPlease pass float32 inputs' },
  });
  expect(diagnose(red, context())).toMatchObject({
    id: 'run-failed',
    finding: 'detector on openvino failed while running: bad shape',
    evidence: 'Error type: ValueError.',
    fix: expect.stringMatching(/^The tool itself suggests: “Please pass float32 inputs” Try another release/),
  });
});

test('a graph that the runtime finds wrong is the fault of the file', () => {
  const red = cell({
    state: 'run-failed',
    failure: { kind: 'failed', doing: 'loading the model' },
    fault: {
      what: 'failed while loading the model: Node () Op (MatMul) [ShapeInferenceError] Incompatible dimensions',
    },
  });
  expect(diagnose(red, context())?.fix).toMatch(/^The runtime finds the graph itself wrong: check the file/);
  // What a converter made is not the user's to check.
  const route = [{ converter: 'c', version: '1', seconds: 0, cached: false }];
  expect(diagnose({ ...red, route }, context())?.fix).toMatch(/^Try another release/);
});

test.each([
  ['Type Error: Type (tensor(double)) of output arg (y) does not match expected type (tensor(float))'],
  ["No opset import for domain 'com.acme'"],
])('a graph that is wrong by itself is not the fault of its runtime: %s', (what) => {
  const red = cell({ state: 'run-failed', failure: { kind: 'failed', doing: 'loading the model' }, fault: { what } });
  expect(diagnose(red, context())?.fix).toMatch(/^The runtime finds the graph itself wrong/);
});

test('a graph that a converter has made wrong is not the fault of a file that others run', () => {
  const fault = { what: 'failed while converting to ncnn: Invalid model' };
  const red = cell({ state: 'convert-failed', failure: { kind: 'failed', doing: 'converting to ncnn' }, fault });
  expect(diagnose(red, context({ siblings: [cell({ runtime: 'mnn' })] }))?.fix).toMatch(/^Export the model without/);
  expect(diagnose(red, context())?.fix).toMatch(/^The runtime finds the graph itself wrong/);
});

test.each([
  ['SIGABRT', 'gave up by itself', 'what the failed check names'],
  ['SIGILL', 'an instruction that this processor does not have', 'another machine'],
  ['SIGKILL', 'ended from outside', 'more memory'],
])('%s has an advice of its own', (signal, evidence, fix) => {
  const red = cell({ state: 'run-failed', failure: { kind: 'crashed', doing: 'running', signal } });
  expect(diagnose(red, context())).toMatchObject({
    evidence: expect.stringContaining(evidence),
    fix: expect.stringContaining(fix),
  });
});

test('a model that no runtime runs is most likely a wrong file, in the same words for all of them', () => {
  const failed = (runtime: string, what: string) =>
    cell({ runtime, state: 'run-failed', failure: { kind: 'failed', doing: 'loading the model' }, fault: { what } });
  const columns = ['openvino', 'tract'].map((id) => ({ ...context().runtime, id, adapter: id }));
  const [one, two] = [failed('openvino', 'no input nowhere.'), failed('tract', 'cannot resolve nowhere')];
  const expected = {
    id: 'runs-nowhere',
    finding: 'No runtime here runs detector, so that the file itself is most likely wrong.',
    evidence: 'openvino: no input nowhere; tract: cannot resolve nowhere.',
  };
  expect(diagnose(one, context({ siblings: [two], columns }))).toMatchObject(expected);
  expect(diagnose(two, context({ siblings: [one], columns }))).toMatchObject(expected);
  const unjudged = cell({
    runtime: 'numpy',
    state: 'run-failed',
    fault: { what: 'there is no reference' },
    outputs: [],
  });
  for (const [red, ...siblings] of [
    [one, two, unjudged],
    [unjudged, one, two],
  ] as const)
    expect(diagnose(red, context({ siblings, columns }))?.finding).toBe(
      'Only numpy here, which nothing can be compared with, runs detector, so that the file itself is most likely wrong.',
    );
  const fine = cell({ runtime: 'numpy' });
  expect(diagnose(one, context({ siblings: [two, fine], columns }))?.id).toBe('run-failed');
});

test('an unsupported operator is named with the release that lacks it', () => {
  const red = cell({ state: 'unsupported', fault: { what: 'operator GridSample' } });
  expect(diagnose(red, context())).toMatchObject({
    id: 'unsupported',
    finding: 'detector on openvino is not supported: operator GridSample',
    evidence: expect.stringContaining('OpenVINO 2026.4.1'),
  });
});

test('cells that are fine, and cells nobody knows about, have no diagnosis', () => {
  for (const state of CELL_STATES) expect(diagnose(cell({ state, outputs: [output()] }), context())).toBeUndefined();
});

test('an output that only the form has is a question of what was exported, unless there is drift besides', () => {
  const extra = output({ name: 'pooled', verdict: 'drift', onlyIn: 'form' });
  const red = cell({ state: 'drift', outputs: [output({ name: 'hidden' }), extra] });
  expect(diagnose(red, context({ forms: [{ path: 'old.onnx', format: 'onnx' }] }))).toMatchObject({
    id: 'extra-outputs',
    finding: 'detector on openvino has an output that old.onnx does not have: pooled.',
    evidence: expect.stringMatching(/agrees with it in every output that both have: hidden\.$/),
    fix: expect.stringContaining('`names: { extra: [pooled] }`'),
  });
  const both = cell({ state: 'drift', outputs: [output({ name: 'hidden', verdict: 'drift' }), extra] });
  expect(diagnose(both, context())?.id).not.toBe('extra-outputs');
});

test.each(['making up inputs', 'reading its golden cases', 'running its golden cases'])(
  'what fails when %s is the fault of no runtime',
  (doing) => {
    const fault = { what: 'g.npz: input x is float64', why: 'np.savez was called with it', next: 'save x as float32' };
    const failed = (runtime: string) =>
      cell({ runtime, state: 'run-failed', failure: { kind: 'failed', doing }, fault });
    const columns = ['one', 'two'].map((id): ResultRuntime => ({ ...context().runtime, id, adapter: id }));
    expect(diagnose(failed('one'), context({ siblings: [failed('two')], columns }))).toEqual({
      id: 'unusable-inputs',
      finding: 'detector cannot be judged, because of its inputs: g.npz: input x is float64.',
      evidence: 'np.savez was called with it.',
      fix: 'Save x as float32.',
    });
  },
);

test('a committed form that fails and passes when it is converted has the route as its fix', () => {
  const other = {
    form: 'net',
    converters: ['onnx-from-tensorflow'],
    state: 'pass' as const,
    reason: null,
    noiseRatio: 1,
  };
  const red = cell({ state: 'run-failed', fault: { what: 'failed while loading' }, otherRoutes: [other] });
  expect(diagnose(red, context())).toMatchObject({
    id: 'passes-when-converted',
    fix: expect.stringContaining('`through: [onnx-from-tensorflow]`'),
  });
  // A form that passes as committed is better than one to be made.
  const failure = { kind: 'failed', doing: 'loading the model' } as const;
  const beside = { ...red, failure, outputs: [output({ form: 'net.onnx' })] };
  expect(diagnose(beside, context())?.fix).toMatch(/^net\.onnx passes on it: deploy that form\./);
});

describe('a case that every runtime refuses', () => {
  const refusing = (runtime: string, more: Partial<ResultCell> = {}) =>
    cell({
      state: 'run-failed',
      runtime,
      failure: { kind: 'failed', doing: 'running case one', case: 'one' },
      fault: { what: `failed while running case one: ${runtime} says so` },
      ...more,
    });

  test('is the fault of the case, in the same words for all', () => {
    const [a, b] = [refusing('openvino'), refusing('onnxruntime-node')];
    const found = diagnose(a, context({ siblings: [b, cell({ runtime: 'tvm', state: 'unsupported' })] }));
    expect(found).toMatchObject({
      id: 'refused-case',
      finding: 'Every runtime refuses the inputs of case one of detector.',
      evidence: 'onnxruntime-node failed while running case one: onnxruntime-node says so.',
    });
    expect(diagnose(b, context({ siblings: [a] }))).toEqual(found);
  });

  test('says who, where the reference is one of them and others cannot be judged', () => {
    const [a, b] = [refusing('onnxruntime-node'), refusing('onnxruntime-web')];
    const without = cell({ state: 'run-failed', fault: { what: 'there is no reference to compare with' } });
    const crashed = refusing('tract', { failure: { kind: 'crashed', doing: 'running case one', case: 'one' } });
    const all = [a, b, without, crashed];
    for (const one of all)
      expect(diagnose(one, context({ siblings: all.filter((other) => other !== one) }))).toMatchObject({
        id: 'refused-case',
        finding: 'onnxruntime-node and onnxruntime-web refuse the inputs of case one of detector.',
      });
    const reference = { kind: 'committed', runtime: 'committed outputs', version: '' } as const;
    expect(diagnose(a, context({ siblings: all.slice(1), reference }))?.id).not.toBe('refused-case');
  });

  test.each([
    ['another passes', cell({ runtime: 'onnxruntime-node' })],
    ['another crashes', refusing('tvm', { failure: { kind: 'crashed', doing: 'running case one', case: 'one' } })],
    ['another fails in another case', refusing('tvm', { failure: { kind: 'failed', doing: 'running', case: 'two' } })],
  ])('is not where %s', (_, sibling) => {
    expect(diagnose(refusing('openvino'), context({ siblings: [sibling] }))?.id).not.toBe('refused-case');
  });

  test('takes more than one runtime', () => {
    expect(diagnose(refusing('openvino'), context())?.id).not.toBe('refused-case');
  });
});

test('a package that the code of a model imports is named', () => {
  const red = cell({
    state: 'run-failed',
    failure: { kind: 'failed', doing: 'loading the model' },
    fault: {
      what: "failed while loading the model: No module named 'transformers.models'",
      why: 'error type: ModuleNotFoundError',
    },
  });
  expect(diagnose(red, context())).toMatchObject({
    id: 'missing-package',
    fix: expect.stringContaining('`requirements: [transformers==…]`'),
  });
});

test('an output that the runtime adds to those of the file is no second form', () => {
  const extra = output({ name: 'debug', verdict: 'drift', onlyIn: 'form', form: 'net.onnx' });
  const red = cell({ state: 'drift', outputs: [output({ name: 'hidden', form: 'net.onnx' }), extra] });
  expect(diagnose(red, context({ forms: [{ path: 'net.onnx', format: 'onnx' }] }))).toMatchObject({
    finding: 'detector on openvino returns an output that net.onnx does not have: debug.',
    evidence: 'The outputs that it has agree: hidden.',
    fix: expect.not.stringContaining('names:'),
  });
});

test('outputs under other names are not all said to be missing', () => {
  const absent = { verdict: 'drift', total: 0, rmse: null, tolerance: { rule: 'exact' } } as const;
  const red = cell({
    state: 'drift',
    outputs: [
      output({
        ...absent,
        name: 'mean',
        onlyIn: 'reference',
        reason: 'the output is missing; it returned out_0, out_1',
      }),
      output({
        ...absent,
        name: 'variance',
        onlyIn: 'reference',
        reason: 'the output is missing; it returned out_0, out_1',
      }),
      output({ ...absent, name: 'out_0', onlyIn: 'form', reason: 'the output is unknown' }),
    ],
  });
  expect(diagnose(red, context())?.evidence).toBe('Found in case c. The same goes for `variance`.');
});

test('an adapter of the repository is looked at, not reported to a project', () => {
  const { runtime } = context();
  const own = { ...runtime, file: 'ci/server.py' };
  const failed = cell({
    state: 'run-failed',
    failure: { kind: 'failed', doing: 'running case one' },
    fault: { what: 'failed while running case one: no kernel image' },
  });
  expect(diagnose(failed, context({ runtime: own }))?.fix).toMatch(/^Look at ci\/server\.py/);
  expect(diagnose(failed, context())?.fix).toMatch(/^Try another release/);
});

test('of several files, the one that drifts is named, and those that do not are offered in one sentence', () => {
  const files = ['net_a.onnx', 'net_b.onnx', 'net_qdq.onnx'];
  const outputs = files.map((form) => output({ form, verdict: form === 'net_qdq.onnx' ? 'drift' : 'pass' }));
  const about = {
    form: 'net_qdq.onnx',
    step: 0,
    format: 'onnx',
    runtime: 'onnxruntime',
    version: '1',
    options: {},
  } as const;
  const hops = [{ ...about, state: 'pass' as const, reason: null, noiseRatio: 1 }];
  const found = diagnose(cell({ state: 'drift', outputs, hops }), context());
  expect(found?.evidence).toMatch(/^Of its files, net_qdq\.onnx drifts\./);
  expect(found?.fix).toMatch(/^net_a\.onnx and net_b\.onnx pass on it: deploy one of these\./);
});
