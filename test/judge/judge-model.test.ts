import { describe, expect, test } from 'vitest';
import { Malformed } from '../../src/bytes/malformed.js';
import { judgeModel } from '../../src/judge/judge-model.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { RunFailure } from '../../src/run/run-request.js';
import type { Values } from '../../src/tensor/tensor.js';
import { isRun, type TriedModel, WORK_ON_INPUTS } from '../../src/trial/trial.js';
import { valuesMadeBy } from '../../src/values/stored-values.js';
import { model, runtime, signature } from '../plan/facts.js';
import { CRASHED, caseOf, counted, floats, planOf, ranOf, trialOf } from '../trial/trial-of-values.js';

const RIGHT: Values = { y: floats(1, 2, 3, 4) };
const WRONG: Values = { y: floats(1, 2, 3, 5) };
const ONE = [caseOf('one')];

/** Each cell as `column: state, reason`. */
async function cellsOf(trial: Parameters<typeof judgeModel>[0]): Promise<Record<string, string>> {
  const { cells } = await judgeModel(trial);
  return Object.fromEntries(
    cells.map(({ cell }) => [cell.runtime, [cell.state, cell.reason ?? ''].filter(Boolean).join(', ')]),
  );
}

test('each cell by what its column gave, whatever became of the others', async () => {
  const trial = trialOf(ONE, ranOf({ one: RIGHT }), {
    same: ranOf({ one: RIGHT }),
    other: ranOf({ one: WRONG }),
    crashing: ranOf(CRASHED),
    lacking: ranOf({
      failure: { kind: 'unsupported', type: 'E', message: 'no operator Foo' },
      doing: 'loading the model',
    }),
    unstarted: ranOf({
      failure: { kind: 'never-started', message: 'no index', stderr: '' },
      doing: 'starting the runtime',
    }),
    silent: ranOf({ one: {} }),
  });
  expect(await cellsOf(trial)).toEqual({
    same: 'pass',
    other: expect.stringMatching(/^drift, y: 1 of 4 elements/),
    crashing: 'run-failed, crashed (SIGSEGV) while running case one',
    lacking: 'unsupported, no operator Foo',
    unstarted: 'error, could not start: no index',
    silent: expect.stringMatching(/^drift, y: the output is missing/),
  });
});

test('how a run failed is kept as it was', async () => {
  const { cells } = await judgeModel(trialOf(ONE, ranOf({ one: RIGHT }), { a: ranOf(CRASHED) }));
  expect(cells[0]?.cell.failure).toEqual({
    kind: 'crashed',
    signal: 'SIGSEGV',
    doing: 'running case one',
    case: 'one',
  });
});

const BROKEN = valuesMadeBy(() => {
  throw new Malformed('not a values document', { entry: 'values.json' });
});

test('what a worker wrote and nobody can read is a failure of its cell', async () => {
  const trial = trialOf([caseOf('one'), caseOf('two')], ranOf({ one: RIGHT, two: RIGHT }), {
    forging: ranOf({ one: RIGHT, two: BROKEN }),
    forgetful: ranOf({ one: RIGHT }),
    fine: ranOf({ one: RIGHT, two: RIGHT }),
  });
  expect(await cellsOf(trial)).toEqual({
    forging: 'run-failed, the outputs of case two cannot be read: values.json: not a values document',
    forgetful: 'run-failed, the outputs of case two cannot be read: they were never written',
    fine: 'pass',
  });
});

test.each([
  ['unreadable', { one: RIGHT, two: BROKEN }, 'values.json: not a values document'],
  ['missing', { one: RIGHT }, 'they were never written'],
])('a reference with %s outputs is none: nothing passes and nothing is blamed', async (_, made, why) => {
  const trial = trialOf([caseOf('one'), caseOf('two')], ranOf(made), {
    right: ranOf({ one: RIGHT, two: RIGHT }),
    wrong: ranOf({ one: WRONG, two: WRONG }),
    crashing: ranOf(CRASHED),
  });
  const none = `error, the outputs of the reference on home for case two cannot be read: ${why}`;
  expect(await cellsOf(trial)).toEqual({
    right: none,
    wrong: none,
    crashing: 'run-failed, crashed (SIGSEGV) while running case one',
  });
  const { reference, consensus, cells } = await judgeModel(trial);
  expect(reference).toHaveProperty('missing');
  expect([consensus, cells.flatMap(({ cell }) => cell.outputs)]).toEqual([[], []]);
});

describe('the reference', () => {
  const kindOf = async (trial: TriedModel) => {
    const { reference } = await judgeModel(trial);
    return 'missing' in reference ? reference.missing.what : `${reference.kind} ${reference.runtime}`;
  };
  const committed = [caseOf('one', undefined, { expected: valuesMadeBy(() => RIGHT) })];

  test('is what is committed, else its home runtime, else a column that is at home', async () => {
    const gave = { a: ranOf({ one: RIGHT }) };
    expect(await kindOf(trialOf(committed, null, gave))).toBe('committed committed outputs');
    expect(await kindOf(trialOf(ONE, ranOf({ one: RIGHT }), gave))).toBe('runtime home');
    const athome = { ...referenceColumn(runtime('b', { homeOf: ['onnx'] })), id: 'b' };
    const plan = planOf(['a', athome]);
    expect(await kindOf(trialOf(ONE, ranOf(CRASHED), { ...gave, b: ranOf({ one: RIGHT }) }, { plan }))).toBe(
      'runtime b',
    );
  });

  test('that is missing makes every cell that ran an error, with what to do', async () => {
    const { cells } = await judgeModel(trialOf(ONE, ranOf(CRASHED), { a: ranOf({ one: RIGHT }), b: ranOf(CRASHED) }));
    expect(cells.map(({ cell }) => cell.state)).toEqual(['error', 'run-failed']);
    expect(cells[0]?.cell.fault).toMatchObject({
      what: 'there is no reference to compare with',
      why: expect.stringContaining('crashed (SIGSEGV)'),
      next: expect.stringContaining('home'),
    });
  });

  test('that is missing because it refuses a case is no error of the gate', async () => {
    const refused: RunFailure = {
      failure: { kind: 'failed', type: 'Error', message: 'index 99' },
      doing: 'running case one',
      case: 'one',
    };
    const { cells } = await judgeModel(trialOf(ONE, ranOf(refused), { a: ranOf({ one: RIGHT }) }));
    expect(cells[0]?.cell).toMatchObject({
      state: 'run-failed',
      fault: { next: expect.stringMatching(/^fix the inputs of case one, or commit expected outputs/) },
    });
  });

  test('that is missing because it refuses the model is none either', async () => {
    const refused: RunFailure = {
      failure: { kind: 'failed', type: 'Error', message: 'bad graph' },
      doing: 'loading the model',
    };
    const { cells } = await judgeModel(trialOf(ONE, ranOf(refused), { a: ranOf({ one: RIGHT }) }));
    expect(cells[0]?.cell).toMatchObject({
      state: 'run-failed',
      fault: { why: expect.stringContaining('bad graph'), next: expect.stringMatching(/^commit expected outputs/) },
    });
  });

  test('of some cases may be committed and of others not', async () => {
    const cases = [...committed, caseOf('two')];
    const trial = trialOf(cases, ranOf({ one: WRONG, two: WRONG }), { a: ranOf({ one: RIGHT, two: WRONG }) });
    expect(await cellsOf(trial)).toEqual({ a: 'pass' });
  });
});

test('a model with wrong goldens is a finding in each cell that would have run', async () => {
  const plan = planOf(['a', { ...referenceColumn(runtime('mac', { platforms: ['darwin-arm64'] })), id: 'mac' }]);
  const { cells } = await judgeModel({
    plan,
    fault: { what: 'golden/one.npz: input x is missing', next: 'add it' },
    doing: WORK_ON_INPUTS.reading,
    goldens: 'none',
  });
  expect(cells.map(({ cell }) => [cell.state, cell.fault?.what, cell.failure?.doing])).toEqual([
    ['run-failed', 'golden/one.npz: input x is missing', WORK_ON_INPUTS.reading],
    ['unsupported', 'MAC is not available for linux-x64', undefined],
  ]);
});

test('a second form: the worst decides, and what the others gave stays', async () => {
  const float32 = { kind: 'tensor', dtype: 'float32', shape: [1, 'N'] } as const;
  const two = model('net', signature(float32), signature(float32));
  const base = planOf(['a']);
  const [cell] = base.cells;
  if (cell?.kind !== 'run') throw new Error('it runs');
  const plan = { ...base, model: two, cells: [{ ...cell, forms: two.forms }] };
  const trial = trialOf(ONE, ranOf({ one: RIGHT }), { a: ranOf({ one: RIGHT }) }, { plan });
  const [tried] = trial.cells;
  if (tried === undefined || !('forms' in tried)) throw new Error('it ran');
  const [first, second] = tried.forms;
  if (first === undefined || second === undefined || !('ran' in second)) throw new Error('both ran');
  const crashing = { ...trial, cells: [{ ...tried, forms: [first, { ...second, ran: ranOf(CRASHED) }] }] };
  const judged = await judgeModel(crashing);
  expect(judged.cells[0]?.cell).toMatchObject({
    state: 'run-failed',
    reason: 'net-1.onnx: crashed (SIGSEGV) while running case one',
    outputs: [{ form: 'net-0.onnx', verdict: 'pass' }],
  });
});

test('a form is judged as the precision that it declares, on a column that declares none', async () => {
  const float32 = { kind: 'tensor', dtype: 'float32', shape: [1, 'N'] } as const;
  const { forms, ...two } = model('net', signature(float32), signature(float32));
  const stateOf = async (declared: Partial<(typeof forms)[0]>) => {
    const [first, second] = forms;
    if (second === undefined) throw new Error('there are two');
    const own = { ...two, forms: [first, { ...second, ...declared }] as const };
    const base = planOf(['a']);
    const [cell] = base.cells;
    if (cell?.kind !== 'run') throw new Error('it runs');
    const plan = { ...base, model: own, cells: [{ ...cell, forms: own.forms }] };
    const near = ranOf({ one: { y: floats(1 + 2 ** -9, 2) } });
    const trial = trialOf(ONE, ranOf({ one: { y: floats(1, 2) } }), { a: near }, { plan });
    const { outputs } = (await judgeModel(trial)).cells[0]?.cell ?? { outputs: [] };
    return outputs.map(({ form, verdict }) => [form, verdict]);
  };
  expect(await stateOf({})).toEqual([
    ['net-0.onnx', 'drift'],
    ['net-1.onnx', 'drift'],
  ]);
  expect(await stateOf({ precision: 'bf16' })).toEqual([
    ['net-0.onnx', 'drift'],
    ['net-1.onnx', 'pass'],
  ]);
});

test('the reference and every output are read once, however many columns there are', async () => {
  for (const columns of [2, 20]) {
    const reads = { reference: { times: 0 }, outputs: { times: 0 } };
    const gave = Object.fromEntries(
      Array.from({ length: columns }, (_, index) => [
        `column-${index}`,
        ranOf({ one: counted(index % 3 === 0 ? WRONG : RIGHT, reads.outputs), two: counted(RIGHT, reads.outputs) }),
      ]),
    );
    const reference = ranOf({ one: counted(RIGHT, reads.reference), two: counted(RIGHT, reads.reference) });
    await judgeModel(trialOf([caseOf('one'), caseOf('two')], reference, gave));
    expect(reads).toEqual({ reference: { times: 2 }, outputs: { times: 2 * columns } });
  }
});

describe('the columns beside each other', () => {
  const gave = (odd: Values) => ({
    a: ranOf({ one: RIGHT }),
    b: ranOf({ one: odd }),
    c: ranOf({ one: odd }),
  });

  test('are compared where one of them drifts', async () => {
    const { consensus } = await judgeModel(trialOf(ONE, ranOf({ one: RIGHT }), gave(WRONG)));
    expect(consensus).toEqual([
      {
        output: 'y',
        distances: [
          { a: 'a', b: 'b', noiseRatio: null, agree: false },
          { a: 'a', b: 'c', noiseRatio: null, agree: false },
          { a: 'b', b: 'c', noiseRatio: null, agree: true },
        ],
      },
    ]);
  });

  test('are not where all pass, or where fewer than three ran', async () => {
    expect((await judgeModel(trialOf(ONE, ranOf({ one: RIGHT }), gave(RIGHT)))).consensus).toEqual([]);
    const { a, b } = gave(WRONG);
    expect((await judgeModel(trialOf(ONE, ranOf({ one: RIGHT }), { a, b, c: ranOf(CRASHED) }))).consensus).toEqual([]);
  });
});

describe('an output that never varies', () => {
  const vacuous = async (trial: TriedModel) => {
    const { cells } = await judgeModel(trial);
    return cells.flatMap(({ cell }) => cell.outputs.map((output) => output.vacuous === true));
  };
  const cases = [caseOf('one'), caseOf('two')];

  test('is seen over several golden cases', async () => {
    const same = { one: RIGHT, two: RIGHT };
    expect(await vacuous(trialOf(cases, ranOf(same), { a: ranOf(same) }))).toEqual([true, true]);
    const moving = { one: RIGHT, two: WRONG };
    expect(await vacuous(trialOf(cases, ranOf(moving), { a: ranOf(moving) }))).toEqual([false, false]);
  });

  test('or was seen on other inputs beside a single one', async () => {
    const same = { one: RIGHT };
    expect(await vacuous(trialOf(ONE, ranOf(same), { a: ranOf(same) }, { still: ['y'] }))).toEqual([true]);
    expect(await vacuous(trialOf(ONE, ranOf(same), { a: ranOf(same) }))).toEqual([false]);
  });

  test('is not told by a noise floor that is not believed', async () => {
    const rows: Values = { y: { ...floats(1, 2, 3, 4), shape: [2, 2] } };
    const noise = { one: { y: { sigma: 2, unit: 2 ** -24 } } };
    const trial = trialOf(ONE, ranOf({ one: rows }), { a: ranOf({ one: rows }) }, { still: ['y'], noise });
    expect(await vacuous(trial)).toEqual([false]);
  });

  test('is not told by probes', async () => {
    const probed = [caseOf('one'), caseOf('two', undefined, { probe: true })];
    const same = { one: RIGHT, two: RIGHT };
    expect(await vacuous(trialOf(probed, ranOf(same), { a: ranOf(same) }))).toEqual([false, false]);
  });
});

test('where no noise floor is known, a program in mixed precision is judged by the type that it narrows to', async () => {
  const near = ranOf({ one: { y: floats(1, 2, 3, 4.01) } });
  const trial = trialOf(ONE, ranOf({ one: RIGHT }), { a: near });
  const narrowed = (narrow: 'bf16'): TriedModel => ({
    ...trial,
    cells: trial.cells.map((cell) =>
      isRun(cell)
        ? {
            ...cell,
            forms: cell.forms.map((form) => {
              const { content } = form.form;
              return 'fault' in content ? form : { ...form, form: { ...form.form, content: { ...content, narrow } } };
            }),
          }
        : cell,
    ),
  });
  expect(await cellsOf(trial)).toEqual({ a: expect.stringMatching(/^drift/) });
  expect(await cellsOf(narrowed('bf16'))).toEqual({ a: 'pass' });
});

test('outputs that are empty in every case compare nothing, and a case that is not has to be added', async () => {
  const empty: Values = { y: floats() };
  const trial = trialOf([caseOf('one'), caseOf('two')], ranOf({ one: empty, two: empty }), {
    same: ranOf({ one: empty, two: empty }),
  });
  const { cells } = await judgeModel(trial);
  expect(cells[0]?.cell).toMatchObject({
    state: 'error',
    fault: {
      what: 'every output was empty, so no number was compared',
      next: expect.stringMatching(/^add a golden case/),
    },
  });
});

test('a conversion that fixed sizes lacks the others, and is not told to be broken', async () => {
  const message = "input 'x' is float32[2, 7], but the model expects float32[1, 5]";
  const failed = {
    failure: { kind: 'failed', type: 'WrongInput', message },
    doing: 'running case two',
    case: 'two',
  } as const;
  const trial = trialOf([caseOf('one'), caseOf('two')], ranOf({ one: RIGHT, two: RIGHT }), { ncnn: ranOf(failed) });
  const route = [{ converter: 'ncnn-from-onnx', version: '1', seconds: 1, cached: false }];
  const cells = trial.cells.map((one) => ({
    ...one,
    forms: 'forms' in one ? one.forms.map((form) => ({ ...form, route })) : [],
  })) as typeof trial.cells;
  expect((await judgeModel({ ...trial, cells })).cells[0]?.cell).toMatchObject({
    state: 'unsupported',
    reason: expect.stringMatching(/^ncnn-from-onnx makes a model of the sizes of one golden case/),
  });
  expect(await cellsOf(trial)).toMatchObject({ ncnn: expect.stringMatching(/^run-failed, failed while/) });
});
