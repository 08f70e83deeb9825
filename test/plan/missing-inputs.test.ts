import { expect, test } from 'vitest';
import type { StagedModel } from '../../src/golden/stage-cases.js';
import { referenceColumn } from '../../src/plan/column.js';
import { makePlan } from '../../src/plan/plan.js';
import { requireCases } from '../../src/plan/require-cases.js';
import { model, runtime } from './facts.js';

const script = model('net', { format: 'torchscript', signature: null, companions: [] });
const none: StagedModel = { goldens: 'synthetic', cases: [] };

test('a model that does not tell its inputs needs goldens on a runtime that reads it, and on no other', () => {
  const pytorch = runtime('pytorch', { reads: ['torchscript'], homeOf: ['torchscript'] });
  const others = makePlan([script], [referenceColumn(runtime('ort'))], [], 'linux-x64');
  expect(others.cells[0]).toMatchObject({ kind: 'skip', state: 'unsupported' });
  expect(() => requireCases(others, new Map([['net', none]]))).not.toThrow();
  const plan = makePlan([script], [referenceColumn(pytorch)], [pytorch], 'linux-x64');
  expect(plan.cells[0]).toMatchObject({ kind: 'run' });
  expect(plan.references.get('net')?.runtime.id).toBe('pytorch');
  expect(() => requireCases(plan, new Map([['net', none]]))).toThrow(
    /nothing says what goes into net[\s\S]*golden\/net\/first\.inputs\.npz/,
  );
  const cases = [{ name: 'a', inputs: '/a', expected: null, sha256: '' }];
  expect(() => requireCases(plan, new Map([['net', { goldens: 'committed', cases }]]))).not.toThrow();
});
