import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judgeModel } from '../../src/judge/judge-model.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { Values } from '../../src/tensor/tensor.js';
import type { TriedModel } from '../../src/trial/trial.js';
import { withTruth } from '../../src/truth/find-truth.js';
import { buildModel, weight } from '../models/build-model.js';
import { writeBytes } from '../onnx/model-files.js';
import { runtime } from '../plan/facts.js';
import { type Answer, caseOf, floats, planOf, poolOfValues, ranOf, trialOf } from '../trial/trial-of-values.js';

const input = { name: 'x', dtype: 'float32', shape: [1, 2] } as const;
const NET = buildModel({
  inputs: [input],
  outputs: [{ ...input, name: 'y' }],
  weights: [weight('w', [1, 2], [1, 2])],
  nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['y'] }],
});

const y = (...values: number[]): Values => ({ y: floats(...values) });
const [ONE, TWO] = [runtime('home', { homeOf: ['onnx'] }), runtime('numpy')].map(referenceColumn);
const columns = [ONE, TWO].filter((column) => column !== undefined);

/** The model on three columns, two of which agree on 5, while the reference has 1. */
function trial(gave = y(5, 5), bytes = 0): TriedModel {
  const plan = planOf(['a', 'b', 'c']);
  const [first, ...others] = plan.model.forms;
  const model = {
    ...plan.model,
    forms: [{ ...first, absolute: writeBytes(NET, 'net.onnx'), bytes }, ...others] as const,
  };
  const cells = plan.cells.map((cell) => (cell.kind === 'run' ? { ...cell, forms: [model.forms[0]] } : cell));
  const ran = { a: ranOf({ one: y(1, 1) }), b: ranOf({ one: gave }), c: ranOf({ one: gave }) };
  return trialOf([caseOf('one')], ranOf({ one: y(1, 1) }), ran, { plan: { ...plan, model, cells } });
}

async function truthOf(answer: Answer, tried = trial(), everyTruth = false) {
  const { pool, asked } = poolOfValues(answer);
  const judged = await judgeModel(tried);
  const folder = dirname(tried.plan.model.forms[0].absolute);
  const { truth } = await withTruth(judged, tried, { pool, columns, everyTruth, folder });
  return { truth, asked };
}

describe('where several runtimes differ from the reference', () => {
  test('two runtimes run the model in float64, and everyone is measured against both', async () => {
    const inputs: Values[] = [];
    const { truth } = await truthOf((_request, given) => {
      inputs.push(given);
      return y(1, 1);
    });
    expect(inputs.map(({ x }) => x?.kind === 'tensor' && x.dtype)).toEqual(['float64', 'float64']);
    expect(truth?.witnesses.map(({ runtime: id, precision }) => [id, precision])).toEqual([
      ['home', 'f64'],
      ['numpy', 'f64'],
    ]);
    expect(truth).toMatchObject({ firstForm: true, outputs: [{ output: 'y', agree: true }] });
    const near = truth?.outputs[0]?.distances.map(({ witness, column, agree }) => [witness, column, agree]);
    expect(near).toEqual(
      ['home', 'numpy'].flatMap((witness) => [
        [witness, null, true],
        [witness, 'a', true],
        [witness, 'b', false],
        [witness, 'c', false],
      ]),
    );
  });

  test('one without kernels for float64 runs it as it is', async () => {
    const { truth, asked } = await truthOf((request) =>
      request.column === TWO && typeof request.path === 'function'
        ? { kind: 'unsupported', type: 'E', message: 'no kernel for the operator Add' }
        : y(5, 5),
    );
    expect(truth?.witnesses[1]).toMatchObject({ precision: 'own', reason: 'no kernel for the operator Add' });
    expect(asked.at(-1)?.path).toMatch(/net\.onnx$/);
    expect(truth?.outputs[0]?.agree).toBe(true);
  });

  test('the reference itself is that run where the same engine made it', async () => {
    const { truth, asked } = await truthOf((request) =>
      request.column === ONE ? { kind: 'failed', type: 'E', message: 'no' } : y(5, 5),
    );
    expect(asked).toHaveLength(2);
    expect(truth?.witnesses[0]?.precision).toBe('own');
    expect(truth?.outputs[0]).toMatchObject({ agree: false });
  });

  test('a model that is too large is not evaluated, and says so', async () => {
    const { truth, asked } = await truthOf(() => y(1, 1), trial(y(5, 5), 2 ** 30));
    expect(truth).toEqual({
      unknown: 'its ONNX form is larger than 128 MiB',
      firstForm: false,
      witnesses: [],
      outputs: [],
    });
    expect(asked).toEqual([]);
  });
});

test('only cases that drift are evaluated', async () => {
  const { plan } = trial();
  const gave = (two: Values) => ranOf({ one: y(1, 1), two });
  const tried = trialOf(
    [caseOf('one'), caseOf('two')],
    gave(y(1, 1)),
    { a: gave(y(1, 1)), b: gave(y(5, 5)), c: gave(y(5, 5)) },
    { plan },
  );
  const { asked } = await truthOf(() => y(1, 1), tried);
  expect(asked.map(({ cases }) => cases.map(({ name }) => name))).toEqual([['two'], ['two']]);
});

test('nothing is evaluated where no two runtimes differ from the reference, unless it is asked for', async () => {
  const tried = trial(y(1, 1));
  expect((await truthOf(() => y(1, 1), tried)).truth).toBeUndefined();
  const alone = trialOf(
    [caseOf('one')],
    ranOf({ one: y(1, 1) }),
    { a: ranOf({ one: y(1, 1) }), b: ranOf({ one: y(5, 5) }), c: ranOf({ one: y(1, 1) }) },
    { plan: trial().plan },
  );
  expect((await truthOf(() => y(1, 1), alone)).truth).toBeUndefined();
  expect((await truthOf(() => y(1, 1), alone, true)).truth?.outputs).toMatchObject([{ output: 'y' }]);
});
