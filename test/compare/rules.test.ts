// What every rule must have: a rule that is added to the list and not to this table does not compile.
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { knownTolerance, knownToleranceSchema } from '../../src/baseline/known-tolerance.js';
import { measureOf } from '../../src/baseline/measure.js';
import { rules } from '../../src/compare/rules.generated.js';
import type { ToleranceEntry } from '../../src/compare/tolerance-entry.js';
import { DEFAULT_TOLERANCE, toleranceSpec } from '../../src/compare/tolerance-spec.js';
import { configSchema } from '../../src/config/schema.js';
import { UserError } from '../../src/errors.js';
import { columnsOf } from '../../src/plan/column.js';
import { makePlan } from '../../src/plan/make-plan.js';
import { planText } from '../../src/report/plan-text.js';
import { outputsSection } from '../../src/report/sections/outputs.js';
import { viewOf } from '../../src/report/view.js';
import { outputSchema } from '../../src/results/schema.js';
import { DTYPES, type DType, isDType } from '../../src/tensor/dtype.js';
import type { PackedTensor } from '../../src/tensor/tensor.js';
import type { Signature, ValueType } from '../../src/types.js';
import { model, runtime } from '../plan/facts.js';
import { modelOf, passing, resultsOf, runtimeOf } from '../report/results-builder.js';
import { compare, f32, i64, NOISE } from './tensors.js';

type Key = ToleranceEntry['rule'];

interface Example {
  /** As the config has it; null: nobody can ask for this rule, and `auto` gives way to it. */
  readonly spec: unknown;
  readonly fits: ValueType;
  /** A type that it cannot judge, and why; null for rules that judge everything. */
  readonly refuses: readonly [ValueType, string] | null;
  readonly reference: PackedTensor;
  readonly passes: PackedTensor;
  readonly drifts: PackedTensor;
  readonly noise?: typeof NOISE;
  readonly words: string;
  /** After a run in which it passed. */
  readonly resultWords: string;
  readonly remembered: object;
  /** Whether what passes and what does not is a count, and the baseline remembers a share. */
  readonly counted: boolean;
}

const of = (dtype: DType, ...shape: (number | null)[]): ValueType => ({ kind: 'tensor', dtype, shape });
const BOXES = [0, 0, 10, 10, 50, 50, 90, 80];

const EXAMPLES: Readonly<Record<Key, Example>> = {
  auto: {
    spec: 'auto',
    fits: of('float32', 2),
    refuses: null,
    reference: f32([1, 2]),
    passes: f32([1, 2]),
    drifts: f32([1, 2.1]),
    noise: NOISE,
    words: 'auto',
    resultWords: 'auto (8×)',
    remembered: { multiple: 8 },
    counted: false,
  },
  uncalibrated: {
    spec: null,
    fits: of('float32', 2),
    refuses: null,
    reference: f32([1, 2]),
    passes: f32([1, 2]),
    drifts: f32([1, 2.1]),
    words: 'auto',
    resultWords: 'by type',
    remembered: {},
    counted: false,
  },
  exact: {
    spec: 'exact',
    fits: of('string', 2),
    refuses: null,
    reference: i64([1n, 2n]),
    passes: i64([1n, 2n]),
    drifts: i64([1n, 3n]),
    words: 'exact',
    resultWords: 'exact',
    remembered: {},
    counted: true,
  },
  explicit: {
    spec: { atol: 0.5, rtol: 0 },
    fits: of('float32', 2),
    refuses: [of('int64', 2), 'atol and rtol apply to floats, not to int64'],
    reference: f32([1, 2]),
    passes: f32([1, 2.5]),
    drifts: f32([1, 2.6]),
    words: 'atol 0.5, rtol 0',
    resultWords: 'atol 0.5, rtol 0',
    remembered: { atol: 0.5, rtol: 0 },
    counted: false,
  },
  ulp: {
    spec: { ulp: 4 },
    fits: of('float16', 2),
    refuses: [of('complex64', 2), 'ulp applies to float16, bfloat16, float32, float64, not to complex64'],
    reference: f32([1, 2]),
    passes: f32([1 + 2 ** -22, 2]),
    drifts: f32([1 + 2 ** -20, 2]),
    words: 'at most 4 ulp',
    resultWords: '≤ 4 ulp: 2',
    remembered: { ulp: 4 },
    counted: false,
  },
  cosine: {
    spec: { cosine: 0.9, axis: 0 },
    fits: of('float32', 2),
    refuses: [of('float32'), 'there is no axis 0: the output has rank 0'],
    reference: f32([1, 0]),
    passes: f32([1, 0]),
    drifts: f32([0, 1]),
    words: 'cosine at least 0.9 of each vector along axis 0, norm within a factor of 1.05',
    resultWords: 'cosine ≥ 0.9: 1, norm ≤ 1.05×: 1×',
    remembered: { cosine: 0.9, norm: 1.05 },
    counted: false,
  },
  topk: {
    spec: { topk: 1 },
    fits: of('float32', 1, 3),
    refuses: [of('float32', 1, 1), 'the axis has only 1 score: comparing the top 1 proves nothing'],
    reference: f32([1, 2, 9], [1, 3]),
    passes: f32([2, 1, 3], [1, 3]),
    drifts: f32([9, 2, 1], [1, 3]),
    words: 'top 1 along axis -1 the same',
    resultWords: 'top 1: 0 of 1 flipped',
    remembered: { topk: 1, share: 0 },
    counted: true,
  },
  index: {
    spec: { index: { of: 'other' } },
    fits: of('int64', 1),
    refuses: [of('float32', 1), 'index applies to integers, not to float32'],
    reference: i64([1n]),
    passes: i64([1n]),
    drifts: i64([2n]),
    words: 'indices into other along axis -1 are equal',
    resultWords: 'indices: 0 of 1 flipped',
    remembered: { share: 0 },
    counted: true,
  },
  set: {
    spec: { set: { class: 'other', unmatched: 0.25 } },
    fits: of('float32', null, 4),
    refuses: [of('float32', 2, 3), 'there is no column 3, counted from 0: the last axis has 3'],
    reference: f32(BOXES, [2, 4]),
    passes: f32(BOXES, [2, 4]),
    drifts: f32([0, 0, 10, 10, 0, 0, 1, 1], [2, 4]),
    words: 'detections in any order: overlap at least 0.9, 25% may be unmatched',
    resultWords: 'detections: 2 matched, overlap ≥ 1, 0 missing, 0 extra',
    remembered: { of: 'y', share: 0.25 },
    counted: true,
  },
  quantised: {
    spec: { quantised: 1 },
    fits: of('int8', 2),
    refuses: [of('bool', 2), 'quantised applies to integers and dequantised floats, not to bool'],
    reference: i64([1n, 2n]),
    passes: i64([1n, 3n]),
    drifts: i64([1n, 4n]),
    words: 'at most 1 quantisation step',
    resultWords: '≤ 1 step of 1: 1',
    remembered: { steps: 1 },
    counted: false,
  },
};
const OTHER = f32([1, 5, 1], [1, 3]);
const CLASSES = f32([1, 2]);

const examples = rules.map((rule) => ({ rule, key: rule.key, example: EXAMPLES[rule.key] }));

/** The rule as it comes out of the config; `auto` for one that nobody can ask for. */
const specOf = ({ spec }: Example) => toleranceSpec.parse(spec ?? DEFAULT_TOLERANCE);

/** What a comparison says of the output `y`. */
function judged({ spec, reference, noise, ...example }: Example, candidate: PackedTensor) {
  const other = reference.shape.at(-1) === 4 ? CLASSES : OTHER;
  const { outputs } = compare(reference, candidate, {
    reference: { y: reference, other },
    candidate: { y: candidate, other },
    expectedOutputs: ['y', 'other'],
    tolerances: { y: specOf({ spec, reference, ...example }) },
    noise: noise === undefined ? {} : { y: noise },
  });
  const found = outputs.find(({ name }) => name === 'y');
  if (found === undefined) throw new Error('there is an output y');
  return found;
}

/** The plan for a model whose output `y` has a rule; and what is wrong with it instead. */
function planned({ spec }: Example, type: ValueType, more: object = {}): string {
  const outputs = { y: { tolerance: spec ?? DEFAULT_TOLERANCE } };
  const config = configSchema.parse({ runtimes: ['a'], models: [{ path: 'm.onnx', outputs, ...more }] });
  const signature: Signature = {
    inputs: [],
    outputs: ['y', 'other'].map((name) => ({ name, type })),
  };
  const made = model('m', signature);
  const dtypes = Object.keys(DTYPES).filter(isDType);
  const runtimes = [runtime('a', { dtypes, values: ['tensor', 'sequence', 'map', 'optional'] })];
  const models = [{ ...made, entry: config.models?.[0] ?? made.entry }];
  const columns = columnsOf(config.runtimes, runtimes, '/repository');
  try {
    return planText(
      makePlan(models, columns, { runtimes, converters: [], platform: 'linux-x64', isa: [], config }),
      false,
    );
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

test('the list has every file of the folder', () => {
  const files = readdirSync('src/compare/rules').filter((name) => name.endsWith('.ts'));
  expect(rules).toHaveLength(files.length);
  expect(new Set(rules.map(({ key }) => key)).size).toBe(rules.length);
});

test('rules that have a field of one name mean the same by it', () => {
  for (const part of ['fields', 'memory'] as const) {
    const shapes = new Map<string, string>();
    for (const rule of rules)
      for (const [name, schema] of Object.entries(rule[part])) {
        const text = JSON.stringify(z.toJSONSchema(schema));
        expect(shapes.get(name) ?? text, name).toBe(text);
        shapes.set(name, text);
      }
  }
});

test.each(examples)('$key: the config reads it, and means it alone', ({ rule, key, example }) => {
  if (example.spec === null) {
    expect(rule.spec).toBeInstanceOf(z.ZodNever);
    return;
  }
  const spec = specOf(example);
  // What was read once is read again by the rule itself.
  expect(toleranceSpec.parse(spec)).toEqual(spec);
  expect(rules.filter((one) => one.bind(spec) !== null).map((one) => one.key)).toEqual([key]);
  expect(configSchema.safeParse({ models: [{ path: 'm', outputs: { y: { tolerance: spec } } }] }).success).toBe(true);
  for (const general of [{ tolerance: spec }, { models: [{ path: 'm', tolerance: spec }] }])
    expect(configSchema.safeParse(general).success).toBe(!rule.singleOutput);
});

test.each(examples)('$key: the plan checks it and says it in words', ({ example }) => {
  expect(planned(example, example.fits)).toContain(`: ${example.words} (output)`);
  if (example.refuses === null) return;
  const [type, why] = example.refuses;
  expect(planned(example, type)).toContain(`the tolerance of output "y" does not fit: ${why}`);
});

test.each(examples)('$key: the outputs that it looks at must be there', ({ rule, example }) => {
  const others = rule.bind(specOf(example))?.others ?? [];
  for (const name of others) {
    expect(name).toBe('other');
    const misnamed = JSON.parse(JSON.stringify(example.spec).replace('"other"', '"othre"'));
    expect(planned({ ...example, spec: misnamed }, example.fits)).toContain('no output "othre"; did you mean "other"?');
  }
});

test.each(examples)('$key: it passes, and it drifts with a reason', ({ key, example }) => {
  const pass = judged(example, example.passes);
  expect(pass).toMatchObject({ verdict: 'pass', tolerance: { rule: key } });
  expect(pass.reason).toBeUndefined();
  const drift = judged(example, example.drifts);
  expect(drift).toMatchObject({ verdict: 'drift', tolerance: { rule: key } });
  expect(drift.reason).not.toBe('');
  expect(drift.mismatched).toBeGreaterThan(0);
});

test.each(examples)('$key: the results document holds what it says, and reports word it', ({ rule, example }) => {
  const output = judged(example, example.passes);
  const read = outputSchema.parse(JSON.parse(JSON.stringify(output)));
  expect(read).toEqual(output);
  expect(rule.resultWords(read.tolerance)).toBe(example.resultWords);
  const results = resultsOf({
    models: [modelOf('m')],
    runtimes: [runtimeOf('r', 'R', '1')],
    cells: [passing('m', 'r', 1, output)],
  });
  expect(JSON.stringify(outputsSection.content(viewOf(results), 'page'))).toContain(
    JSON.stringify(example.resultWords),
  );
  // An entry without its fields comes from nowhere: no report fails over it.
  expect(rule.resultWords({ rule: rule.key })).not.toBe('');
});

test.each(examples)('$key: the baseline remembers its limits', ({ rule, key, example }) => {
  const output = judged(example, example.drifts);
  const known = knownTolerance([output]);
  expect(known).toEqual({ rule: key, ...example.remembered });
  expect(knownToleranceSchema.parse(JSON.parse(JSON.stringify(known)))).toEqual(known);
  expect(rule.bySize).toBe(!example.counted);
  const measured = { ...output, noiseRatio: 1 };
  expect('mismatched' in measureOf([measured])).toBe(example.counted);
});
