import { expect, test } from 'vitest';
import { ruleOf, type ToleranceEntry } from '../../src/compare/tolerance-entry.js';
import { toleranceSpec } from '../../src/compare/tolerance-spec.js';
import { configSchema } from '../../src/config/schema.js';
import { columnsOf } from '../../src/plan/column.js';
import { makePlan } from '../../src/plan/make-plan.js';
import { htmlReport } from '../../src/report/html.js';
import { planJson, planText } from '../../src/report/plan-text.js';
import { ruleText } from '../../src/report/rule-text.js';
import { legendOf } from '../../src/report/sections/matrix.js';
import { terminalReport } from '../../src/report/terminal.js';
import { model, runtime } from '../plan/facts.js';
import { modelOf, passing, resultsOf, runtimeOf } from './results-builder.js';

const TEXTS: readonly (readonly [ToleranceEntry, string])[] = [
  [{ rule: 'auto', multiple: 8 }, 'auto (8×)'],
  [{ rule: 'exact' }, 'exact'],
  [{ rule: 'explicit', atol: 1e-3, rtol: 0, multiple: 200 }, 'atol 1e-3, rtol 0 (= 200×)'],
  [{ rule: 'ulp', ulp: { limit: 4, max: 2 }, multiple: 4 }, '≤ 4 ulp: 2 (= 4×)'],
  [{ rule: 'ulp', ulp: { limit: 4, max: 9.2e18 } }, '≤ 4 ulp: 9.2e18'],
  [
    { rule: 'cosine', cosine: { min: 0.999, lowest: 0.9999871234, norm: 1.0002, normLimit: 1.05 } },
    'cosine ≥ 0.999: 0.999987, norm ≤ 1.05×: 1.0002×',
  ],
  [
    { rule: 'cosine', cosine: { min: 0.9, lowest: 0, norm: 'Infinity', normLimit: 1.05 } },
    'cosine ≥ 0.9: 0, norm ≤ 1.05×: ∞×',
  ],
  [
    { rule: 'topk', topk: { k: 5, flips: 1, ties: 2, total: 1000, allowed: 0 } },
    'top 5: 1 of 1,000 flipped, 2 near ties',
  ],
  [{ rule: 'index', index: { flips: 0, ties: 0, total: 4, allowed: 0 } }, 'indices: 0 of 4 flipped'],
  [
    {
      rule: 'set',
      set: {
        of: 'b',
        matched: 30,
        missing: 1,
        extra: 0,
        excused: 1,
        allowed: 0,
        lowestIou: 0.93,
        largestScoreDifference: 0.01,
      },
    },
    'detections: 30 matched, overlap ≥ 0.93, 1 missing, 0 extra, 1 of these near the threshold',
  ],
  [{ rule: 'quantised', quantised: { steps: 1, max: 1, scale: 0.00392 } }, '≤ 1 step of 3.9e-3: 1'],
  [{ rule: 'quantised', quantised: { steps: 2, max: 'NaN', scale: 'NaN' } }, '≤ 2 steps of NaN: NaN'],
];

test.each(TEXTS)('%j', (tolerance, text) => {
  expect(ruleOf(tolerance).resultWords(tolerance)).toBe(text);
});

const results = resultsOf({
  models: [modelOf('detector')],
  runtimes: [runtimeOf('litert', 'LiteRT', '2.1.6')],
  cells: [
    passing('detector', 'litert', 40, { verdict: 'pass', tolerance: { rule: 'ulp', ulp: { limit: 900, max: 512 } } }),
  ],
});

test('every report shows the rule with its numbers, and that it decides', () => {
  const terminal = terminalReport(results, { columns: 200, colour: false, verbose: true });
  expect(terminal).toContain('≤ 900 ulp: 512');
  expect(htmlReport(results)).toContain('≤ 900 ulp: 512');
  expect(legendOf(results)).toContain(
    'An output with its own tolerance in the config is judged by that, whatever its n×.',
  );
});

test('an output in float64 that passes far beyond its own rounding is said to be allowed that', () => {
  const wide = (dtype: 'float32' | 'float64') =>
    legendOf(
      resultsOf({
        models: [modelOf('detector')],
        runtimes: [runtimeOf('litert', 'LiteRT', '2.1.6')],
        cells: [passing('detector', 'litert', 1e9, { verdict: 'pass', dtype })],
      }),
    ).join(' ');
  expect(wide('float64')).toContain('An output in float64 is allowed what float32 rounds');
  expect(wide('float32')).not.toContain('float64');
});

test.each([
  ['auto', 'auto'],
  [{ atol: 1e-5, rtol: 1e-3 }, 'atol 0.00001, rtol 0.001'],
  [{ ulp: 4 }, 'at most 4 ulp'],
  [{ cosine: 0.99, axis: 1 }, 'cosine at least 0.99 of each vector along axis 1, norm within a factor of 1.05'],
  [{ topk: 5, flips: 0.01 }, 'top 5 along axis -1 the same, 1% may differ'],
  [{ index: { of: 'scores' } }, 'indices into scores along axis -1 are equal'],
  [{ index: { beside: 'values', margin: 0.1 } }, 'indices beside values are equal, values within 0.1 are ties'],
  [
    { set: { score: 4, threshold: 0.25 } },
    'detections in any order: overlap at least 0.9, scores within 0.02, scores above 0.25',
  ],
  [{ quantised: 2, scale: 0.5 }, 'at most 2 quantisation steps of 0.5'],
])('%j in a few words', (rule, text) => {
  expect(ruleText(toleranceSpec.parse(rule))).toBe(text);
});

test('the plan says which rule an output has, and why', () => {
  const config = configSchema.parse({
    runtimes: ['a', { use: 'b', tolerance: { ulp: 8 } }],
    models: [{ path: 'm.onnx', outputs: { label: { tolerance: 'exact' } } }],
  });
  const made = model('m', {
    inputs: [],
    outputs: [
      { name: 'y', type: { kind: 'tensor', dtype: 'float32', shape: [1] } },
      { name: 'label', type: { kind: 'tensor', dtype: 'int64', shape: [1] } },
    ],
  });
  const entry = config.models?.[0] ?? made.entry;
  const runtimes = ['a', 'b'].map((id) => runtime(id, { dtypes: ['float32', 'int64'] }));
  const columns = columnsOf(config.runtimes, runtimes, '/repository');
  const plan = makePlan([{ ...made, entry }], columns, {
    runtimes,
    converters: [],
    platform: 'linux-x64',
    isa: ['avx512_vnni'],
    config,
  });
  const text = planText(plan, false);
  expect(text).toContain('  tolerance  y on a: auto (default)\n  tolerance  y on b: at most 8 ulp (runtime)\n');
  expect(text).toContain('  tolerance  label: exact (output)\n');
  const { cells } = JSON.parse(planJson(plan));
  expect(cells[1].tolerances).toEqual({
    y: { rule: { ulp: 8 }, because: 'runtime' },
    label: { rule: 'exact', because: 'output' },
  });
});
