import { expect, test } from 'vitest';
import { compareWithKnown } from '../../src/baseline/compare-with-baseline.js';
import type { KnownCell } from '../../src/baseline/lock-schema.js';
import type { ResultCell } from '../../src/results/schema.js';
import { cellOf, driftOf, knownCellOf, outputAt } from './lock.js';

const MACHINE = { os: 'linux', arch: 'x64', isa: ['avx2', 'fma'] };
const passing = (noiseRatio: number) => cellOf({ outputs: [outputAt(noiseRatio)] });
const knownAt = (noiseRatio: number, more: Partial<KnownCell> = {}) =>
  knownCellOf({ outputs: [{ output: 'y', noiseRatio, tolerance: { rule: 'auto' } }], ...more });

test.each<[string, ResultCell, KnownCell | null, string | null]>([
  ['a cell the baseline does not know', passing(1), null, 'new'],
  ['as before', passing(0.9), knownAt(0.9), 'same'],
  ['a drift where it passed', driftOf(9), knownAt(0.9), 'worse'],
  ['a pass where it drifted', passing(1), knownAt(90, { state: 'drift' }), 'better'],
  ['a crash where it drifted', cellOf({ state: 'run-failed' }), knownAt(90, { state: 'drift' }), 'worse'],
  ['wrong numbers where it crashed', driftOf(9), knownCellOf({ state: 'run-failed', outputs: [] }), 'worse'],
  ['wrong numbers where it was unsupported', driftOf(9), knownCellOf({ state: 'unsupported', outputs: [] }), 'worse'],
  ['unsupported where it drifted', cellOf({ state: 'unsupported' }), knownAt(90, { state: 'drift' }), 'better'],
  ['unsupported where it passed', cellOf({ state: 'unsupported' }), knownAt(1), 'worse'],
  [
    'unsupported as before',
    cellOf({ state: 'unsupported' }),
    knownCellOf({ state: 'unsupported', outputs: [] }),
    'same',
  ],
  ['a drift four times as large', driftOf(360), knownAt(90, { state: 'drift' }), 'same'],
  ['a drift that is larger still', driftOf(400), knownAt(90, { state: 'drift' }), 'worse'],
  ['inside the own noise', passing(1), knownAt(0), 'same'],
  ['out of the own noise', passing(1.5), knownAt(0), 'worse'],
  ['an error says nothing', cellOf({ state: 'error' }), knownAt(1), null],
  ['not run, known', cellOf({ state: 'not-run' }), knownAt(1), 'same'],
  ['not run, unknown', cellOf({ state: 'not-run' }), null, null],
])('%s', (_, cell, known, change) => {
  const compared = compareWithKnown({ cell, version: '2026.3.0' }, known, { unchanged: true, platform: MACHINE });
  expect(compared?.change ?? null).toBe(change);
});

test('numbers of another model are not held against the old ones', () => {
  const compared = compareWithKnown({ cell: passing(7), version: null }, knownAt(0.9), {
    unchanged: false,
    platform: MACHINE,
  });
  expect(compared).toEqual({ change: 'same' });
});

test.each([
  ['2026.4.0', MACHINE, 'the runtime went from 2026.3.0 to 2026.4.0.'],
  ['2026.3.0', { ...MACHINE, isa: ['avx2', 'avx512_bf16'] }, 'the instruction sets changed (+avx512_bf16 −fma).'],
  ['2026.3.0', { ...MACHINE, arch: 'arm64', isa: ['avx2', 'fma'] }, 'the platform from linux-x64 to linux-arm64.'],
  ['2026.3.0', MACHINE, 'runtime, platform and instruction sets are unchanged too.'],
  [null, MACHINE, 'the runtime went from 2026.3.0 to an unknown one.'],
])('still a pass, but much worse: a warning names what is new (version %s)', (version, platform, ending) => {
  const compared = compareWithKnown({ cell: passing(6), version }, knownAt(0.9), { unchanged: true, platform });
  expect(compared?.change).toBe('worse');
  expect(compared?.warning).toBe(
    `still within the tolerance, but \`y\` went from 0.9× to 6.0× its noise floor although the model is unchanged; ${ending}`,
  );
});

test('no warning where the cell is red anyway', () => {
  const compared = compareWithKnown({ cell: driftOf(400), version: null }, knownAt(90, { state: 'drift' }), {
    unchanged: true,
    platform: MACHINE,
  });
  expect(compared).toEqual({ change: 'worse' });
});
