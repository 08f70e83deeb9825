import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { Disagreement } from '../../src/diagnose/find-disagreements.js';
import type { DiagnosisContext } from '../../src/diagnose/rule.js';
import type { ResultReplay } from '../../src/results/located-schema.js';
import type { ModelTruth, ResultCell } from '../../src/results/schema.js';
import { cell, output } from '../compare/results.js';

const APART: Disagreement = {
  output: 'y',
  columns: ['openvino', 'iree'],
  among: 0.62,
  against: 240.4,
  siding: [],
  outvoted: true,
};
const COMMITTED = { kind: 'committed', runtime: 'committed outputs', version: '' } as const;
const MADE = { kind: 'runtime', runtime: 'onnxruntime-node', version: '1' } as const;
const context = (more: Partial<DiagnosisContext> = {}): DiagnosisContext => ({
  runtime: {
    id: 'openvino',
    adapter: 'openvino',
    title: 'OpenVINO',
    version: '1',
    options: {},
    precision: { declared: 'f32', effective: null },
  },
  isa: [],
  evidence: [],
  siblings: [],
  reference: MADE,
  disagreements: [APART],
  ...more,
});
const red = (more = {}) =>
  cell({ state: 'drift', outputs: [output({ verdict: 'drift', noiseRatio: 240.4, ...more })] });

type Precision = ModelTruth['witnesses'][number]['precision'];
/** What two witnesses computed: how far each is from the reference and from the columns. */
function truth(
  [one, two]: readonly [readonly [number, number], readonly [number, number]],
  { agree = true, second = 'f64' as Precision, firstForm = true } = {},
): ModelTruth {
  const witness = (runtime: string, precision: Precision) => {
    const reason = precision === 'f64' ? null : 'no kernel for the operator LSTM';
    return { runtime, title: runtime.toUpperCase(), version: '1', precision, reason };
  };
  const from = (runtime: string, [reference, columns]: readonly [number, number]) =>
    [null, 'openvino', 'iree'].map((column) => {
      const noiseRatio = column === null ? reference : columns;
      return { witness: runtime, column, noiseRatio, agree: noiseRatio <= 8 };
    });
  return {
    unknown: null,
    firstForm,
    witnesses: [witness('numpy', 'f64'), witness('ort', second)],
    outputs: [{ output: 'y', agree, distances: [...from('numpy', one), ...(second === null ? [] : from('ort', two))] }],
  };
}

test('two independent results that agree with the columns: the reference is wrong', () => {
  const against = truth([
    [240, 0.5],
    [240, 0.6],
  ]);
  expect(diagnose(red(), context({ truth: against }))).toEqual({
    id: 'reference-is-odd',
    finding:
      'The reference of detector is wrong: computed in float64, the output is 240× from onnxruntime-node, which makes the reference, and up to 0.5× from openvino and iree.',
    evidence:
      'Measured on output `y`, in units of the noise floor; no column agrees with the reference. Computed by NUMPY 1 in float64 and ORT 1 in float64.',
    fix: 'Report the problem to the project of onnxruntime-node, and commit expected outputs that you trust.',
  });
  expect(diagnose(red(), context({ truth: against, reference: COMMITTED }))?.fix).toContain(
    '`portability record --overwrite detector`',
  );
});

test('votes do not count: columns that agree with each other may be wrong alike', () => {
  const diagnosis = diagnose(
    red(),
    context({
      truth: truth([
        [0.4, 240],
        [0.3, 240],
      ]),
    }),
  );
  expect(diagnosis?.id).toBe('shared-fault');
  expect(diagnosis?.finding).toBe(
    'openvino and iree agree with each other, but not with the exact result: computed in float64, the output of detector is up to 240× from them, and 0.4× from onnxruntime-node, which makes the reference.',
  );
  expect(diagnosis?.fix).toMatch(/^The reference is right\./);
});

test('an error as small as the order of a long sum makes it is not one to report', () => {
  const known = truth([
    [0.3, 14],
    [0.3, 14],
  ]);
  expect(diagnose(red(), context({ truth: known }))).toMatchObject({
    id: 'shared-fault',
    fix: expect.stringMatching(/^The reference is more accurate, but .* set a tolerance/),
  });
});

const locatedAt = (
  type: string,
  causes: ResultReplay['causes'] = [],
  truth: ResultReplay['truth'] = null,
): Partial<ResultCell> => {
  const nothing = {
    before: null,
    together: [],
    between: [],
    inputs: [],
    outputs: [],
    attributes: [],
  };
  const replay = { shows: 'alone', reason: null, distance: null, offered: 2, causes, truth } as const;
  const operator = {
    name: 'y',
    type,
    index: 0,
    by: 'exposing' as const,
    after: 14,
    bits: 20,
    certain: true,
    ...nothing,
    replay,
  };
  const place = {
    form: 'm.onnx',
    step: 0,
    case: 'c',
    reference: 'onnxruntime-node',
    against: null,
    nodes: 1,
    parts: 1,
  };
  return { located: { ...place, operators: [operator], flat: null, depth: [] } };
};

test.each([
  ['Gemm', /^The reference is more accurate, but/],
  ['Selu', /^The reference is right\./],
])('a small error of %s may be that of a long sum only if it is one', (type, fix) => {
  const known = truth([
    [0.3, 14],
    [0.3, 14],
  ]);
  const found = diagnose({ ...red(), ...locatedAt(type) }, context({ truth: known }));
  expect(found).toMatchObject({ id: 'shared-fault', fix: expect.stringMatching(fix) });
});

test('a known misreading says more than that several columns are wrong alike', () => {
  const known = truth([
    [0.3, 240],
    [0.3, 240],
  ]);
  const distance = { noiseRatio: 0, ulp: 0, agree: true };
  const cause = { variant: 'v', asIf: 'alpha was 1', fix: null, distance };
  expect(diagnose({ ...red(), ...locatedAt('Selu', [cause]) }, context({ truth: known }))).toMatchObject({
    id: 'broken-operator',
    finding: expect.stringContaining('computes it as if alpha was 1'),
  });
});

test('the truth of the operator is told once', () => {
  const witness = { runtime: 'numpy', title: 'NumPy', version: '1', precision: 'f64', reason: null } as const;
  const near = { noiseRatio: 0.3, ulp: 1, agree: true };
  const far = { noiseRatio: 240, ulp: 900, agree: false };
  const own = { unknown: null, agree: true, verdict: 'candidate', specification: null } as const;
  const judged = { ...own, witnesses: [{ ...witness, reference: near, candidate: far }] };
  const alone = context({ disagreements: [] });
  const told = (verdict: typeof judged | null) => {
    const found = diagnose(
      { ...red(), ...locatedAt('Selu', [], verdict) },
      {
        ...alone,
        truth: truth([
          [0.3, 240],
          [0.3, 240],
        ]),
      },
    );
    expect(found?.id).toBe('broken-operator');
    return found?.evidence.match(/in float64/gi)?.length;
  };
  expect([told(null), told(judged)]).toEqual([1, 1]);
});

test('witnesses that differ read an operator in two ways, and nobody is blamed', () => {
  const both = { agree: false, second: 'own' } as const;
  const readings = truth(
    [
      [240, 0.5],
      [0, 240],
    ],
    both,
  );
  const diagnosis = diagnose(red(), context({ truth: readings }));
  expect(diagnosis).toMatchObject({
    id: 'read-differently',
    finding:
      'openvino and iree agree with each other (0.6×) on detector, but not with onnxruntime-node, which makes the reference (240×): an operator is read in two ways.',
    evidence: expect.stringContaining(
      'NUMPY 1 in float64 agrees with openvino and iree. ORT 1 as the model is (in float64: no kernel for the operator LSTM) agrees with the reference.',
    ),
  });
  expect(diagnosis?.fix).not.toContain('Report');
});

test.each([
  [
    'no ONNX form',
    { unknown: 'the model has no ONNX form', firstForm: false, witnesses: [], outputs: [] },
    'no ONNX form',
  ],
  [
    'one witness only',
    truth(
      [
        [240, 0.5],
        [0, 0],
      ],
      { second: null },
    ),
    'NUMPY 1 in float64 agrees with openvino and iree. Two independent results in float64 would decide, but: ORT no kernel',
  ],
  [
    'another form, which may be made wrong',
    truth(
      [
        [240, 0.5],
        [240, 0.5],
      ],
      { firstForm: false },
    ),
    'another form of the model than the one that the reference is made from',
  ],
] satisfies [string, ModelTruth, string][])('without two results the words stay open: %s', (_, known, evidence) => {
  const diagnosis = diagnose(red(), context({ truth: known }));
  expect(diagnosis?.id).toBe('columns-disagree');
  expect(diagnosis?.finding).toMatch(/: which of them is right is not known\.$/);
  expect(diagnosis?.evidence).toContain(evidence);
  expect(diagnosis?.fix).toMatch(/^Commit expected outputs that you trust/);
  // A golden may be stale or right: that is for a person to say.
  expect(diagnose(red(), context({ truth: known, reference: COMMITTED }))?.fix).toMatch(/^If the model was changed/);
});

test('where nothing is known and as many engines back the reference, the column has a cause of its own', () => {
  const known = { unknown: 'its ONNX form is larger than 128 MiB', firstForm: false, witnesses: [], outputs: [] };
  const disagreements = [{ ...APART, outvoted: false }];
  expect(diagnose(red(), context({ truth: known, disagreements }))?.id).toBe('drift');
});

test.each([
  [
    [
      [240, 90],
      [240, 90],
    ],
    'neither is near the result in float64',
  ],
  [
    [
      [5, 6],
      [5, 6],
    ],
    'both are near the result in float64',
  ],
] as const)('%j: %s', (distances, words) => {
  expect(diagnose(red(), context({ truth: truth(distances) }))?.finding).toContain(words);
});

test('a column that stands alone is measured against the truth as well', () => {
  const alone = context({
    disagreements: [],
    truth: truth([
      [0.4, 240],
      [0.3, 240],
    ]),
  });
  expect(diagnose(red(), alone)?.evidence).toMatch(
    /Computed in float64, `y` is 240× from openvino, and 0\.4× from the reference\.$/,
  );
  const right = context({
    disagreements: [],
    truth: truth([
      [240, 0.4],
      [240, 0.3],
    ]),
  });
  expect(diagnose(red(), right)?.id).toBe('reference-is-odd');
});

test('committed outputs of another shape are said to be that, whoever is right', () => {
  const shape = { rmse: null, total: 0, noiseRatio: null, tolerance: { rule: 'exact' }, reason: 'different shape' };
  const alone = context({
    disagreements: [],
    truth: truth([
      [240, 0.4],
      [240, 0.3],
    ]),
  });
  expect(diagnose(red(shape), { ...alone, reference: COMMITTED })?.id).toBe('different-structure');
  expect(diagnose(red(shape), alone)?.id).toBe('reference-is-odd');
});

test('the plainest of several outputs speaks for all', () => {
  const outputs = ['y', 'z'].map((name) => output({ name, verdict: 'drift' }));
  const diagnosis = diagnose(
    cell({ state: 'drift', outputs }),
    context({ disagreements: [APART, { ...APART, output: 'z', against: 1.9e7 }] }),
  );
  expect(diagnosis?.evidence).toMatch(/^Measured on output `z` and 1 more,/);
  expect(diagnosis?.finding).toContain('(1.9e7×)');
});

test('a column outside the group, and an output of another name, keep their own cause', () => {
  expect(diagnose({ ...red(), runtime: 'tract' }, context())?.id).toBe('drift');
  expect(diagnose(red({ name: 'other' }), context())?.id).toBe('drift');
});

test('what differs by a tolerance of its own is not measured by a floor that it keeps', () => {
  const known = truth([
    [0.5, 0],
    [0.5, 0],
  ]);
  const different = {
    ...known,
    outputs: known.outputs.map((one) => ({
      ...one,
      distances: one.distances.map((distance) => ({ ...distance, agree: distance.column !== null })),
    })),
  };
  expect(diagnose(red(), context({ truth: different }))?.finding).toContain(
    'the output is different from onnxruntime-node, which makes the reference, and up to 0× from openvino and iree',
  );
});

test('committed outputs that other engines return as well are not told to be wrong', () => {
  const known = truth([
    [240, 0.4],
    [240, 0.3],
  ]);
  const siblings = [cell({ runtime: 'tract', outputs: [output({ name: 'y', verdict: 'pass' })] })];
  const found = (more: object) =>
    diagnose(red(), context({ disagreements: [], truth: known, reference: COMMITTED, ...more }));
  expect(found({ siblings })).toMatchObject({
    id: 'two-results',
    finding: expect.stringMatching(
      /two results: tract returns the committed outputs, and openvino returns what float64 gives\.$/,
    ),
    fix: expect.stringMatching(/no side is wrong/),
  });
  expect(found({})?.id).toBe('reference-is-odd');
});

test('a model of integers is computed again in its integers, and not in float64', () => {
  const exact = (found: ModelTruth): ModelTruth => ({ ...found, exact: true });
  const right = exact(
    truth([
      [0.4, 240],
      [0.3, 240],
    ]),
  );
  const wrong = exact(
    truth([
      [240, 0.5],
      [240, 0.6],
    ]),
  );
  const tract = cell({ runtime: 'tract', outputs: [output({ name: 'y', verdict: 'pass' })] });
  const alone = { disagreements: [], reference: COMMITTED, truth: wrong, siblings: [tract] };
  const said = [
    diagnose(red(), context({ truth: right })),
    diagnose(red(), context({ truth: wrong })),
    diagnose(red(), context({ disagreements: [], truth: right })),
    diagnose(red(), context(alone)),
  ].map((found) => `${found?.finding} ${found?.evidence}`);
  for (const words of said) {
    expect(words).toMatch(/computed in its own integers/i);
    expect(words).not.toMatch(/float64/);
  }
});
