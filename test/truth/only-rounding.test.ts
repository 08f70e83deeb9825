import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { referenceOf } from '../../src/judge/reference.js';
import { referenceColumn } from '../../src/plan/column.js';
import { inFloat64 as wide } from '../../src/truth/float64-values.js';
import { onlyRounding } from '../../src/truth/only-rounding.js';
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
const COLUMN = referenceColumn(runtime('home', { homeOf: ['onnx'] }));
const NARROW = { y: floats(3e-8, -5e-8) };

async function found(answer: Answer) {
  const plan = planOf(['a']);
  const [first] = plan.model.forms;
  const forms = [{ ...first, absolute: writeBytes(NET, 'net.onnx') }] as const;
  const trial = trialOf(
    [caseOf('one')],
    ranOf({ one: NARROW }),
    { a: ranOf({ one: NARROW }) },
    {
      plan: { ...plan, model: { ...plan.model, forms } },
    },
  );
  const reference = referenceOf(trial);
  if ('missing' in reference) throw new Error('there is a reference');
  const { pool } = poolOfValues(answer);
  const context = { pool, folder: dirname(forms[0].absolute) };
  return [...(await onlyRounding(COLUMN, context)(['y'], trial, reference))];
}

test.each<[string, Answer, string[]]>([
  ['nothing of which is left in float64 is only rounding', () => ({ y: wide(floats(1e-16, -2e-16)) }), ['y']],
  ['that varies as much in float64 is not', () => ({ y: wide(floats(-4e-8, 3e-8)) }), []],
  [
    'of a model that does not run in float64 is not',
    () => ({ kind: 'failed', type: 'Error', message: 'no kernel' }),
    [],
  ],
])('an output %s', async (_, answer, expected) => {
  expect(await found(answer)).toEqual(expected);
});
