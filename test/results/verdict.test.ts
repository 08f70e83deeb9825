import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellVerdict, emptyOf, FAIL_ON, gateVerdict } from '../../src/results/verdict.js';
import { CELL_STATES } from '../../src/types.js';
import { cell, output } from '../compare/results.js';

test.each([
  ['pass', [0, 0, 0]],
  ['approved', [0, 0, 0]],
  ['drift', [1, 0, 0]],
  ['convert-failed', [1, 1, 0]],
  ['run-failed', [1, 1, 0]],
  ['error', [3, 3, 3]],
] as const)('a cell with state %s among passing ones: exit codes for drift, failure, never', (state, codes) => {
  const cells = [cell({ runtime: 'a' }), cell({ runtime: 'a', model: 'other', state })];
  expect(FAIL_ON.map((failOn) => gateVerdict({ cells }, failOn).exitCode)).toEqual(codes);
});

test('an unsupported cell is fine while its column and its row compare something', () => {
  const cells = [
    cell(),
    cell({ runtime: 'b' }),
    cell({ model: 'other', runtime: 'b' }),
    cell({ model: 'other', state: 'unsupported' }),
  ];
  expect(gateVerdict({ cells }, 'drift')).toEqual({ verdict: 'pass', exitCode: 0 });
});

test('a column that compared nothing is red and named, unless it only fails or was accepted', () => {
  const column = (...states: (typeof CELL_STATES)[number][]) => [
    cell({ runtime: 'fine' }),
    ...states.map((state, i) =>
      cell({ runtime: 'odd', model: `m${i}`, state, outputs: state === 'pass' ? [output()] : [] }),
    ),
  ];
  expect(emptyOf(column('unsupported', 'not-run'), 'runtime')).toEqual(['odd']);
  expect(emptyOf(column('unsupported', 'approved'), 'runtime')).toEqual([]);
  expect(emptyOf(column('unsupported', 'run-failed'), 'runtime')).toEqual([]);
  expect(emptyOf(column('unsupported', 'pass'), 'runtime')).toEqual([]);
  expect(gateVerdict({ cells: column('unsupported') }, 'failure')).toEqual({ verdict: 'fail', exitCode: 1 });
  expect(gateVerdict({ cells: column('unsupported') }, 'never').exitCode).toBe(0);
});

test('the last known result of a cell that was not run counts as a comparison', () => {
  const known = cell({ state: 'not-run', outputs: [output()] });
  expect(gateVerdict({ cells: [known] }, 'drift').verdict).toBe('pass');
  expect(gateVerdict({ cells: [cell({ state: 'not-run' })] }, 'drift')).toEqual({
    verdict: 'error',
    exitCode: 3,
  });
});

test('a pass without any output is not believed', () => {
  expect(gateVerdict({ cells: [cell({ outputs: [] })] }, 'drift').verdict).toBe('error');
});

test('a single model that crashes everywhere is a failure, not an error', () => {
  expect(gateVerdict({ cells: [cell({ state: 'run-failed' })] }, 'drift')).toMatchObject({
    verdict: 'fail',
    exitCode: 1,
  });
});

test('verdict and exit code always agree, and an error wins over everything', () => {
  const cells = fc.array(
    fc.record({ state: fc.constantFrom(...CELL_STATES), runtime: fc.constantFrom('a', 'b') }).map((more) => cell(more)),
  );
  fc.assert(
    fc.property(cells, fc.constantFrom(...FAIL_ON), (list, failOn) => {
      const { verdict, exitCode } = gateVerdict({ cells: list }, failOn);
      expect(exitCode).toBe({ pass: 0, fail: 1, error: 3 }[verdict]);
      if (list.length === 0 || list.some(({ state }) => state === 'error')) expect(verdict).toBe('error');
      if (failOn === 'never') expect(verdict).not.toBe('fail');
    }),
  );
});

test('the state of a cell is the worst of its outputs, with its reason', () => {
  expect(cellVerdict([output()])).toEqual({ state: 'pass', reason: null });
  const drift = output({ name: 'z', verdict: 'drift', reason: 'far' });
  expect(cellVerdict([output(), drift, drift])).toEqual({ state: 'drift', reason: 'z: far (and 1 more)' });
  expect(cellVerdict([drift, output({ verdict: 'error', reason: 'odd' })])).toEqual({
    state: 'error',
    reason: 'y: odd',
  });
});

test('a cell in which no element was compared is an error', () => {
  expect(cellVerdict([])).toEqual({ state: 'error', reason: 'no output was compared' });
  expect(cellVerdict([output({ total: 0 })])).toEqual({ state: 'error', reason: 'every output was empty' });
  expect(cellVerdict([output({ total: 0 }), output()]).state).toBe('pass');
});

test('the reason of a cell is that of the worst output: without a number first, then the farthest', () => {
  const drift = (name: string, noiseRatio: number | null) =>
    output({ name, noiseRatio, verdict: 'drift', reason: `${name} is off` });
  expect(cellVerdict([drift('a', 12), drift('b', 8520)]).reason).toBe('b: b is off (and 1 more)');
  expect(cellVerdict([drift('a', 12), drift('b', null), drift('c', 9e9)]).reason).toBe('b: b is off (and 2 more)');
});
