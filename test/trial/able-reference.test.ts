import { describe, expect, test } from 'vitest';
import { referenceColumn } from '../../src/plan/column.js';
import type { Ran } from '../../src/run/run-request.js';
import { onAbleReference } from '../../src/trial/able-reference.js';
import type { Failure } from '../../src/worker/failure.js';
import { runtime } from '../plan/facts.js';
import { floats, planOf, ranOf } from './trial-of-values.js';

const LACKS: Failure = { kind: 'unsupported', type: 'E', message: 'opset 30 is newer than this release knows' };
const UNSTARTED: Failure = { kind: 'never-started', message: 'no index', stderr: '' };
const FAILED: Failure = { kind: 'failed', type: 'E', message: 'bad graph' };
const homeOf = ['onnx'] as const;
const [newer, numpy, web] = [
  runtime('newer', { homeOf, engine: 'home' }),
  runtime('numpy', { homeOf }),
  runtime('web', { homeOf, embedded: true }),
];

/** Who was asked for the reference in turn, and who made it. @param gave by runtime; what is left out gives numbers */
async function asked(columns: Parameters<typeof planOf>[0], gave: Readonly<Record<string, Failure>>) {
  const names: string[] = [];
  const plan = planOf(columns, { runtimes: [numpy, newer, web] });
  const { plan: found } = await onAbleReference(
    plan,
    async ({ reference }): Promise<Ran> => {
      const id = reference?.runtime.id ?? '';
      names.push(id);
      const failure = gave[id];
      return ranOf(failure === undefined ? { one: { y: floats(1) } } : { failure, doing: 'loading the model' });
    },
    (ran) => ran,
  );
  return [names, found.reference?.runtime.id];
}

describe('a reference whose runtime lacks what the model needs', () => {
  test('is made by another release of its engine, in an environment of its own', async () => {
    expect(await asked(['a'], { home: LACKS })).toEqual([['home', 'newer'], 'newer']);
  });

  test('is made by a column at home with the format first', async () => {
    const column = { ...referenceColumn(numpy), id: 'numpy' };
    expect(await asked(['a', column], { home: LACKS })).toEqual([['home', 'numpy'], 'numpy']);
  });

  test('is made by one that can be installed', async () => {
    expect(await asked(['a'], { home: LACKS, newer: UNSTARTED })).toEqual([['home', 'newer', 'numpy'], 'numpy']);
  });

  test('stays with its runtime where all lack it', async () => {
    const gave = { home: LACKS, newer: LACKS, numpy: LACKS, web: LACKS };
    expect(await asked(['a'], gave)).toEqual([['home', 'newer', 'numpy', 'web'], 'home']);
  });
});

test.each([{}, { home: FAILED }])(
  'nothing else is asked where the first one runs the model, or fails on it: %j',
  async (gave) => {
    expect(await asked(['a'], gave)).toEqual([['home'], 'home']);
  },
);

test('a reference that does not load the model without optimisations is made with them', async () => {
  const mode = { type: 'string', default: 'fast', description: 'how' } as const;
  const home = runtime('plain', { homeOf, options: { mode }, referenceOptions: { mode: 'plain' } });
  const plan = { ...planOf(['a'], { runtimes: [home] }), reference: referenceColumn(home) };
  const { plan: found } = await onAbleReference(
    plan,
    async ({ reference }): Promise<Ran> =>
      reference?.options.mode === 'plain'
        ? ranOf({ failure: FAILED, doing: 'loading the model' })
        : ranOf({ one: { y: floats(1) } }),
    (ran) => ran,
  );
  expect(found.reference).toMatchObject({ runtime: home, options: { mode: 'fast' } });
});

test.each([UNSTARTED, FAILED])(
  'where a release that a column asks for does not get as far, another one is asked: %j',
  async (gave) => {
    const old = { ...referenceColumn(runtime('home', { homeOf })), version: '1.0.0' };
    const plan = { ...planOf(['a'], { runtimes: [runtime('home', { homeOf })] }), reference: old };
    const { plan: found } = await onAbleReference(
      plan,
      async ({ reference }): Promise<Ran> =>
        ranOf(
          reference?.version === undefined ? { one: { y: floats(1) } } : { failure: gave, doing: 'loading the model' },
        ),
      (ran) => ran,
    );
    expect(found.reference?.version).toBeUndefined();
  },
);
