import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import type { FormConverter } from '../../src/convert/convert-form.js';
import { committed } from '../../src/convert/loadable.js';
import type { Form } from '../../src/discover/form.js';
import type { SeenBefore } from '../../src/judge/judge-cases.js';
import { judgeModel } from '../../src/judge/judge-model.js';
import { type Column, referenceColumn } from '../../src/plan/column.js';
import type { ModelPlan } from '../../src/plan/plan.js';
import type { Route, RouteStep } from '../../src/plan/routes.js';
import { tryOtherRoutes } from '../../src/reroute/try-other-routes.js';
import type { FormTrial, RunTrial } from '../../src/trial/trial.js';
import { tryForm } from '../../src/trial/try-form.js';
import type { CellState } from '../../src/types.js';
import { valuesMadeBy } from '../../src/values/stored-values.js';
import type { Failure } from '../../src/worker/failure.js';
import { runtime } from '../plan/facts.js';
import { caseOf, floats, planOf, poolOfValues, ranOf, trialOf } from '../trial/trial-of-values.js';

const LACKS: Failure = { kind: 'unsupported', type: 'Op', message: 'does not have the operator Foo' };
const FAILS: Failure = { kind: 'failed', type: 'Error', message: 'it broke' };

/** What the last converter of a route leads to: the outputs that a runtime then gives, or how it fails. */
const ENDS = {
  right: floats(1, 2),
  wrong: floats(1, 3),
  lacks: LACKS,
  crashes: FAILS,
} as const;

const MNN: Column = { ...referenceColumn(runtime('mnn', { reads: ['mnn'] })), id: 'mnn' };

const stepOf = (id: string): RouteStep => ({ converter: { id, writes: 'mnn' }, options: {} }) as unknown as RouteStep;

function routeOf(form: Form, text: string): Route {
  const [first, ...rest] = text.split(' → ').map(stepOf);
  if (first === undefined) throw new Error('a route has a step');
  return { form, steps: [first, ...rest] };
}

/** Runs one cell on the routes, which are named after how they end; a step called `breaks` cannot be made. */
async function reroute(
  routes: readonly string[],
  more: {
    tries?: number;
    direct?: boolean;
    reference?: boolean;
    second?: 'right' | 'wrong';
    /** What is expected is committed. */
    committed?: boolean;
    /** Routes that start from another form, by their names. */
    fromOther?: readonly string[];
    before?: readonly SeenBefore[];
  } = {},
) {
  const base = planOf(['mnn']);
  const [cell] = base.cells;
  if (cell?.kind !== 'run') throw new Error('it runs');
  const [form] = base.model.forms;
  const other: Form = { ...form, path: 'other.onnx' };
  const all = routes.map((text) => routeOf(more.fromOther?.includes(text) ? other : form, text));
  const [first, ...others] = all;
  if (first === undefined) throw new Error('a first route');
  const second: Form | null = more.second === undefined ? null : { ...form, path: 'second.onnx' };
  const planned = more.direct
    ? { ...cell, column: { ...MNN, runtime: runtime('mnn') }, otherRoutes: all }
    : {
        ...{ ...cell, column: MNN, route: first.steps, otherRoutes: others },
        forms: second === null ? [form] : [form, second],
      };
  const plan: ModelPlan = { ...base, cells: [planned] };
  const made: string[] = [];
  const converter: FormConverter = {
    async convert(source, steps) {
      const ids = steps.map(({ converter: { id } }) => id);
      made.push(ids.join(' → '));
      const route = ids.map((id) => ({ converter: id, version: '1', seconds: 0, cached: false }));
      const broken = ids.indexOf('breaks');
      if (broken >= 0) return { ok: false, failure: FAILS, doing: 'converting', route: route.slice(0, broken) };
      const path = source === second ? (more.second ?? '') : (ids.at(-1) ?? '');
      return { ok: true, route, stages: [{ ...committed(source), format: 'mnn', path }] };
    },
  };
  const { pool } = poolOfValues(({ model }) => {
    const end = ENDS[('path' in model && model.path in ENDS ? model.path : 'crashes') as keyof typeof ENDS];
    return 'message' in end ? end : { y: end };
  });
  const cases = [
    caseOf('one', undefined, more.committed ? { expected: valuesMadeBy(() => ({ y: floats(1, 2) })) } : {}),
  ];
  const context = {
    converter,
    pool,
    folder: '/none',
    config: configSchema.parse(more.tries === undefined ? {} : { routes: { tries: more.tries } }),
    judge: (trial: Parameters<typeof judgeModel>[0]) => judgeModel(trial),
    before: more.before ?? [],
  };
  const staged = { goldens: 'synthetic', cases } as const;
  const forms: FormTrial[] = [];
  for (const one of planned.forms) forms.push(await tryForm(plan, planned, one, staged, context));
  const run: RunTrial = { plan: planned, forms };
  const reference = more.reference === false ? null : ranOf({ one: { y: floats(1, 2) } });
  const trial = { ...trialOf(cases, reference, {}, { plan }), cells: [run] };
  made.length = 0;
  const { judged } = await tryOtherRoutes(trial, await judgeModel(trial), context);
  const result = judged.cells[0]?.cell;
  if (result === undefined) throw new Error('one cell');
  return {
    state: result.state,
    through: result.route.map(({ converter: id }) => id).join(' → '),
    others: (result.otherRoutes ?? []).map(({ converters, state }): [string, CellState] => [
      converters.join(' → '),
      state,
    ]),
    made,
  };
}

test('a cell that passes tries no other route', async () => {
  expect(await reroute(['right', 'wrong'])).toEqual({ state: 'pass', through: 'right', others: [], made: [] });
});

test('forms that are converted together are so on every route', async () => {
  expect(await reroute(['wrong', 'a → right'], { second: 'right' })).toMatchObject({
    state: 'pass',
    made: ['a → right', 'a → right'],
  });
  expect(await reroute(['right', 'a → right'], { second: 'wrong' })).toMatchObject({
    state: 'drift',
    through: 'right',
  });
});

test.each([
  ['breaks', 'convert-failed'],
  ['crashes', 'run-failed'],
  ['lacks', 'unsupported'],
  ['wrong', 'drift'],
] as const)('a cell whose first route ends with %s stands on the next one that passes', async (first, state) => {
  expect(await reroute([first, 'a → right', 'b → right'])).toEqual({
    state: 'pass',
    through: 'a → right',
    others: [[first, state]],
    made: ['a → right'],
  });
});

test('where none passes, numbers that could be compared count more than what did not run', async () => {
  expect(await reroute(['lacks', 'crashes', 'a → wrong'])).toMatchObject({
    state: 'drift',
    through: 'a → wrong',
    others: [
      ['lacks', 'unsupported'],
      ['crashes', 'run-failed'],
    ],
  });
  expect(await reroute(['wrong', 'lacks'])).toMatchObject({ state: 'drift', through: 'wrong' });
  expect(await reroute(['lacks', 'crashes'])).toMatchObject({ state: 'unsupported', through: 'lacks' });
});

test('no route is tried that begins with what failed, and none beyond the budget', async () => {
  expect(await reroute(['a → breaks → right', 'a → breaks → b → right', 'a → right'])).toMatchObject({
    state: 'pass',
    made: ['a → right'],
  });
  expect(await reroute(['crashes', 'wrong', 'right'], { tries: 2 })).toMatchObject({ state: 'drift', made: ['wrong'] });
  expect(await reroute(['crashes', 'right'], { tries: 1 })).toMatchObject({ state: 'run-failed', made: [] });
});

test('a committed form that its runtime reads is judged as committed, and told that it passes when converted', async () => {
  expect(await reroute(['a → right'], { direct: true })).toEqual({
    state: 'run-failed',
    through: '',
    others: [['a → right', 'pass']],
    made: ['a → right'],
  });
});

test('a form that drifts, and that nothing else proves, is not hidden by another one that passes', async () => {
  const routes = ['wrong', 'b → right', 'c → wrong'];
  const fromOther = ['b → right'];
  expect(await reroute(routes, { committed: true, fromOther })).toMatchObject({
    state: 'drift',
    through: 'wrong',
    made: ['c → wrong'],
  });
  expect(await reroute(['wrong', 'b → right'], { committed: true })).toMatchObject({ state: 'pass' });
  // It makes the reference, or passed on another column: the conversion is to blame.
  expect(await reroute(routes, { fromOther })).toMatchObject({ state: 'pass', through: 'b → right' });
  const passed = { case: 'one', name: 'y', rmse: 0, verdict: 'pass', form: 'net-0.onnx' } as const;
  const seen = (precision: 'f32' | 'int8', verdict: 'pass' | 'drift' = 'pass') =>
    reroute(routes, {
      ...{ committed: true, fromOther },
      before: [{ engine: 'other', precision, outputs: [{ ...passed, verdict }], passing: [] }],
    });
  expect(await seen('f32')).toMatchObject({ state: 'pass', through: 'b → right' });
  expect(await seen('f32', 'drift')).toMatchObject({ state: 'drift' });
  expect(await seen('int8')).toMatchObject({ state: 'drift' });
  const recorded = [{ engine: 'other', precision: 'f32' as const, outputs: [], passing: ['net-0.onnx'] }];
  expect(await reroute(routes, { committed: true, fromOther, before: recorded })).toMatchObject({ state: 'pass' });
  // What did not run computes nothing wrong.
  expect(await reroute(['lacks', 'b → right'], { committed: true, fromOther })).toMatchObject({ state: 'pass' });
});

test('without a reference no route can tell anything', async () => {
  expect(await reroute(['right', 'wrong'], { reference: false })).toMatchObject({ state: 'error', made: [] });
});
