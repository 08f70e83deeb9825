import { describe, expect, test } from 'vitest';
import { judgeModel } from '../../src/judge/judge-model.js';
import { doubtsOf, type Witness, watchSpreads } from '../../src/judge/noise-doubts.js';
import type { Values } from '../../src/tensor/tensor.js';
import { f32 } from '../compare/tensors.js';
import { caseOf, floats, ranOf, trialOf } from '../trial/trial-of-values.js';

const UNIT = 2 ** -24;
const noise = (sigma: number) => ({ one: { y: { sigma, peak: sigma, unit: UNIT } } });

function spreadOf(...cases: readonly Values[]) {
  const spreads = watchSpreads();
  for (const values of cases) spreads.look(values);
  return spreads.of('y');
}

describe('how much an output varies', () => {
  test('is the smaller of what it varies by between cases and between rows', () => {
    const rows = (...values: number[]): Values => ({ y: f32(values, [2, values.length / 2]) });
    expect(spreadOf(rows(0, 0, 2, 2))).toEqual({ size: expect.closeTo(Math.SQRT2, 12), between: 'rows' });
    expect(spreadOf(rows(0, 0, 2, 2), rows(0.5, 0, 2, 2.5))?.between).toBe('cases');
  });

  test('is that of its elements where there is one case of one row', () => {
    expect(spreadOf({ y: floats(1, 3) })).toEqual({ size: 1, between: 'elements' });
    expect(spreadOf({ y: floats(0.9) })).toEqual({ size: expect.closeTo(0.9, 6), between: 'elements' });
  });

  test('is not what rounding makes of equal rows or cases', () => {
    expect(spreadOf({ y: floats(1, 3) }, { y: floats(1, 3 + 1e-6) })).toEqual({ size: 1, between: 'elements' });
  });
});

describe('a noise floor', () => {
  const spreads = watchSpreads();
  spreads.look({ y: floats(-1, 1) });
  const seen = (independent: boolean, rmse: number): Witness => ({
    independent,
    outputs: [{ case: 'one', name: 'y', rmse, verdict: 'pass' }],
  });
  const doubted = (sigma: number, ...witnesses: Witness[]) => doubtsOf(noise(sigma), spreads, witnesses).y?.why ?? null;

  test('is believed while it is small, however well runtimes agree', () => {
    expect(doubted(1e-6, seen(true, 0))).toBeNull();
    expect(doubted(1e-2)).toBeNull();
  });

  test('as large as the variation of the output is not', () => {
    expect(doubted(0.53)).toContain('53%');
    expect(doubtsOf(noise(0.53), spreads, []).y?.rounding).toBe(0.53);
  });

  test('a thousand times what an independent runtime differs by is not', () => {
    expect(doubted(1e-2, seen(true, 1e-6))).toContain('independent runtimes differ by');
    expect(doubted(1e-2, seen(false, 1e-6))).toBeNull();
    expect(doubted(1e-2, seen(true, 1e-4))).toBeNull();
  });

  test('of float16 weights is, however well runtimes agree that compute with them in float32', () => {
    const half = { one: { y: { sigma: 1e-2, unit: 2 ** -11 } } };
    expect(doubtsOf(half, spreads, [seen(true, 0)])).toEqual({});
  });
});

test('another training of the network does not pass by a noise floor as large as its output', async () => {
  const right: Values = { y: floats(0.1, 0.9) };
  const swapped: Values = { y: floats(0.4, 0.6) };
  const gave = { same: ranOf({ one: right }), swapped: ranOf({ one: swapped }) };
  const { cells } = await judgeModel(trialOf([caseOf('one')], ranOf({ one: right }), gave, { noise: noise(0.53) }));
  expect(cells.map(({ cell }) => cell.state)).toEqual(['pass', 'drift']);
  expect(cells[0]?.cell.outputs[0]?.tolerance.warning).toContain('how much the output varies');
});

test('a noise floor as large as an output that is nothing but rounding is believed', async () => {
  const right: Values = { y: floats(3e-8, -5e-8) };
  const gave = { other: ranOf({ one: { y: floats(-1e-8, 2e-8) } }), wrong: ranOf({ one: { y: floats(1e-3, 0) } }) };
  const trial = trialOf([caseOf('one')], ranOf({ one: right }), gave, { noise: noise(4e-8) });
  const states = async (rounding: readonly string[]) =>
    (await judgeModel(trial, undefined, [], async () => new Set(rounding))).cells.map(({ cell }) => cell.state);
  expect(await states(['y'])).toEqual(['pass', 'drift']);
  expect(await states([])).toEqual(['drift', 'drift']);
});

test('a random reference compares nothing', async () => {
  const right: Values = { y: floats(0.1, 0.9) };
  const random = { what: 'the model is random: y differs between two runs with the same inputs' };
  const trial = trialOf([caseOf('one')], ranOf({ one: right }), { a: ranOf({ one: right }) }, { random });
  const { cells } = await judgeModel(trial);
  expect(cells[0]?.cell).toMatchObject({ state: 'error', reason: random.what, outputs: [] });
});

test('a recorded result of another engine that stands beside the run is a witness as well', async () => {
  const right: Values = { y: floats(0.1, 0.9) };
  const off: Values = { y: floats(0.1, 0.9 + 5e-3) };
  const trial = trialOf([caseOf('one')], ranOf({ one: right }), { fresh: ranOf({ one: off }) }, { noise: noise(1e-3) });
  const passed = { case: 'one', form: 'net.onnx', name: 'y', rmse: 0, verdict: 'pass' } as const;
  const before = (engine: string) => [{ engine, precision: 'f32' as const, outputs: [passed], passing: [] }];
  const stateBeside = async (engine: string) =>
    (await judgeModel(trial, undefined, before(engine))).cells[0]?.cell.state;
  expect(await stateBeside('home')).toBe('pass');
  expect(await stateBeside('other')).toBe('drift');
});
