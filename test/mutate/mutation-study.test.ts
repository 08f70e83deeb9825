import { expect, test } from 'vitest';
import { clearest, sightOf, sightsOf } from '../../src/mutate/judge-mutant.js';
import { advise, type Fate, type StudiedMutant, studyOf } from '../../src/mutate/mutation-study.js';
import { mutationText } from '../../src/report/mutation-text.js';
import type { ResultOutput } from '../../src/results/schema.js';

const output = (changes: Partial<ResultOutput>): ResultOutput => ({
  case: 'a',
  form: 'm.onnx',
  name: 'y',
  dtype: 'float32',
  shape: [1],
  maxAbs: 0,
  maxRel: 0,
  rmse: 0,
  noiseFloor: 1e-7,
  noiseRatio: 0,
  effectiveBits: 24,
  mismatched: 0,
  total: 1,
  worst: null,
  tolerance: { rule: 'auto' },
  verdict: 'pass',
  ...changes,
});

const mutant = (fate: Fate, kind: string, changes: Partial<StudiedMutant> = {}): StudiedMutant => ({
  kind,
  where: 'w',
  fate,
  outputs: fate === 'not-run' ? {} : { y: fate === 'caught' ? 'caught' : fate === 'survived' ? 'moved' : 'still' },
  caughtBy: [],
  ...changes,
});

const KINDS = [
  { id: 'k', title: 'a kind' },
  { id: 'l', title: 'another' },
  { id: 'm', title: 'without a site' },
];

test.each([
  [{ verdict: 'drift' as const }, 'caught'],
  [{ noiseRatio: 1.4 }, 'still'],
  [{ noiseRatio: 5 }, 'moved'],
  [{ noiseRatio: 'Infinity' as const }, 'moved'],
  [{ noiseRatio: null, rmse: 0 }, 'still'],
  [{ noiseRatio: null, rmse: 1e-9 }, 'moved'],
  [{ noiseRatio: null, rmse: null, mismatched: 1 }, 'moved'],
  [{ verdict: 'error' as const, noiseRatio: 50 }, 'still'],
])('%o is %s', (changes, sight) => {
  expect(sightOf(output(changes))).toBe(sight);
});

test('the best case counts', () => {
  const sights = sightsOf([
    output({ case: 'a' }),
    output({ case: 'b', verdict: 'drift' }),
    output({ case: 'c', noiseRatio: 3 }),
  ]);
  expect([...sights]).toEqual([['y', 'caught']]);
  expect(clearest([])).toBe('still');
});

test('the score leaves out what no input can show and what did not run', () => {
  const mutants = [
    mutant('caught', 'k'),
    mutant('caught', 'k'),
    mutant('survived', 'l'),
    mutant('equivalent', 'l'),
    mutant('not-loaded', 'l', { outputs: {} }),
    mutant('not-run', 'k'),
  ];
  const study = studyOf({ model: 'm', goldens: 'committed', cases: 2, tried: 1 }, mutants, KINDS, []);
  expect(study.score).toBeCloseTo(2 / 3, 12);
  expect(study.counts).toEqual({ caught: 2, survived: 1, equivalent: 1, notLoaded: 1, notRun: 1 });
  expect(study.kinds.map(({ kind, caught }) => [kind, caught])).toEqual([
    ['k', 2],
    ['l', 0],
  ]);
  expect(study.outputs).toEqual([{ name: 'y', caught: 2, survived: 1, equivalent: 1 }]);
});

test('nothing that can be caught is no score, not a full one', () => {
  expect(
    studyOf({ model: 'm', goldens: 'committed', cases: 1, tried: 1 }, [mutant('equivalent', 'k')], KINDS, []).score,
  ).toBeNull();
});

test('advice counts only what earlier advice does not catch', () => {
  const candidates = ['a', 'b', 'c'].map((name) => ({ name, inputs: {} }));
  const mutants = [
    mutant('survived', 'k', { caughtBy: ['a', 'b'] }),
    mutant('survived', 'k', { caughtBy: ['a'] }),
    mutant('survived', 'k', { caughtBy: ['b'] }),
    mutant('survived', 'k', { caughtBy: ['c'] }),
    mutant('survived', 'k'),
    mutant('caught', 'k', { caughtBy: ['c'] }),
  ];
  expect(advise(mutants, candidates, 5).map(({ name, catches }) => [name, catches])).toEqual([
    ['a', 2],
    ['b', 1],
    ['c', 1],
  ]);
  expect(advise(mutants, candidates, 1)).toHaveLength(1);
});

test('the text has the score, the tables and a line to paste, and nothing that controls a terminal', () => {
  const survivor = mutant('survived', 'l', { where: 'evil\u001b[31m', caughtBy: ['uniform'] });
  const advice = [{ name: 'uniform', inputs: { x: { range: [0, 1] as [number, number] } }, catches: 1 }];
  const study = studyOf(
    { model: 'm', goldens: 'synthetic', cases: 1, tried: 1 },
    [mutant('caught', 'k'), survivor],
    KINDS,
    advice,
  );
  const text = mutationText([study, { model: 'n', fault: { what: 'too large' } }], {
    colour: false,
    columns: 100,
    verbose: true,
  });
  expect(text).toContain('m  50%  1 of 2 mutants caught by synthetic inputs');
  expect(text).toContain('inputs: { x: { range: [ 0, 1 ] } }');
  expect(text).toContain('n: too large');
  expect(text).not.toContain('\u001b');
});

test('one survivor among many is never a full score', () => {
  const many = Array.from({ length: 999 }, () => mutant('caught', 'k'));
  const study = studyOf(
    { model: 'm', goldens: 'committed', cases: 1, tried: 1 },
    [...many, mutant('survived', 'k')],
    KINDS,
    [],
  );
  expect(mutationText([study], { colour: false, columns: 100, verbose: false })).toContain('m  99%');
});
