import { expect, test } from 'vitest';
import type { RecordedResult } from '../../src/recorded/record.js';
import { isRepeatable } from '../../src/recorded/record.js';
import { type Unchanged, usable } from '../../src/recorded/unchanged.js';
import { NO_TIME, NOT_BEGUN } from '../../src/results/located-schema.js';
import type { ResultCell } from '../../src/results/schema.js';
import { cellOf } from '../report/results-builder.js';
import { planOf } from '../trial/trial-of-values.js';

const HOME = { kind: 'runtime', runtime: 'home', version: '1.0' } as const;

function recorded(runtime: string, state: ResultCell['state'], more: Partial<RecordedResult> = {}): Unchanged {
  const cell = cellOf('net', runtime, { state });
  return {
    row: 'same',
    engines: ['a', 'b'],
    cell,
    version: '1.0',
    effectivePrecision: null,
    goldens: 'synthetic',
    reference: HOME,
    from: 'cache',
    ...more,
  };
}

const states = (found: readonly (Unchanged | null)[]) => found.map((one) => one?.cell.state ?? null);

/** As planned, but with a committed ONNX file that the noise floor is measured on. */
function plan() {
  const made = planOf(['a', 'b']);
  const { reference } = made;
  const [form] = made.model.forms;
  if (reference === null) throw new Error('there is a reference');
  return { ...made, noise: { form, column: reference, onnx: null as never } };
}

test('a row that is recorded as a whole stands, red cells included', () => {
  expect(states(usable(plan(), [recorded('a', 'pass'), recorded('b', 'drift')], 'same'))).toEqual(['pass', 'drift']);
});

test('in a row that has changed a pass stands, a red cell runs again', () => {
  const found = [recorded('a', 'pass'), recorded('b', 'drift')];
  expect(states(usable(plan(), found, 'other'))).toEqual(['pass', null]);
  expect(states(usable(plan(), found, null))).toEqual(['pass', null]);
  expect(states(usable(plan(), [recorded('a', 'pass'), null], 'same'))).toEqual(['pass', null]);
});

test('nothing stands alone whose noise floor or reference came from another column', () => {
  const found = [recorded('a', 'pass'), null];
  expect(states(usable({ ...plan(), noise: null }, found, 'same'))).toEqual([null, null]);
  expect(states(usable({ ...plan(), reference: null }, found, 'same'))).toEqual([null, null]);
  const fromColumn = [recorded('a', 'pass', { reference: { ...HOME, runtime: 'b' } }), null];
  expect(states(usable(plan(), fromColumn, 'same'))).toEqual([null, null]);
});

test('a pass does not stand beside a column whose engine its noise floor was never checked against', () => {
  const alone = [recorded('a', 'pass', { engines: ['a'] }), null];
  expect(states(usable(plan(), alone, 'other'))).toEqual([null, null]);
  const checked = [recorded('a', 'pass', { engines: ['a', 'b', 'gone'] }), null];
  expect(states(usable(plan(), checked, 'other'))).toEqual(['pass', null]);
});

test.each([
  ['pass', undefined, true],
  ['drift', undefined, true],
  ['convert-failed', 'failed', true],
  ['unsupported', 'unsupported', true],
  ['run-failed', 'crashed', false],
  ['run-failed', 'timed-out', false],
  ['run-failed', 'out-of-memory', false],
  ['error', undefined, false],
  ['approved', undefined, false],
  ['not-run', undefined, false],
] as const)('%s, %s: would be the same the next time: %s', (state, kind, expected) => {
  const failure = kind === undefined ? {} : { failure: { kind, doing: 'running' } };
  expect(isRepeatable(cellOf('net', 'a', { state, ...failure }))).toBe(expected);
});

test.each([
  [NOT_BEGUN, false],
  [NO_TIME, true],
])('a drift whose operator is unknown because %s: would be the same the next time: %s', (unlocated, expected) => {
  expect(isRepeatable(cellOf('net', 'a', { state: 'drift', unlocated }))).toBe(expected);
});
