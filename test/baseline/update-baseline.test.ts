import { expect, test } from 'vitest';
import { lockText } from '../../src/baseline/lock-text.js';
import { updateBaseline } from '../../src/baseline/update-baseline.js';
import type { ToleranceEntry } from '../../src/compare/tolerance-entry.js';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import { approvalOf, baselineOf, cellOf, DIGEST, driftOf, knownCellOf, OTHER_DIGEST, outputAt } from './lock.js';

function resultsOf(...cells: ResultCell[]): Results {
  const ids = [...new Set(cells.map(({ model }) => model))];
  const runtimes = [...new Set(cells.map(({ runtime }) => runtime))];
  return resultsSchema.parse({
    schemaVersion: 2,
    verdict: 'pass',
    tool: { version: '0.1.0' },
    platform: { os: 'linux', arch: 'x64', cpu: 'a', isa: ['avx2', 'fma'], sandbox: 'off' },
    models: ids.map((id) => ({
      id,
      forms: [{ path: `${id}.onnx`, format: 'onnx', sha256: DIGEST, bytes: 1 }],
      signature: null,
      goldens: 'synthetic',
      reference: null,
    })),
    runtimes: runtimes.map((id) => ({
      id,
      adapter: id,
      title: id,
      version: '2026.3.0',
      options: {},
      precision: { declared: 'f32', effective: null },
    })),
    cells,
  } satisfies Results);
}

const noise = new Map([
  ['detector', { street: { y: { sigma: 2.123456e-5, unit: 2 ** -24 } } }],
  ['vad', null],
]);

test('noise floors, tolerances and results, with three digits', () => {
  const results = resultsOf(cellOf({ outputs: [outputAt(0.91234), outputAt(0.5, { case: 'night' })] }));
  expect(updateBaseline(baselineOf(), { results, noise, complete: true })).toEqual({
    version: 1,
    approvals: [],
    models: [
      {
        id: 'detector',
        sha256: DIGEST,
        noise: [{ case: 'street', output: 'y', sigma: 2.12e-5, unit: 5.96e-8 }],
        goldens: 'synthetic',
        reference: null,
      },
    ],
    cells: [knownCellOf({ outputs: [{ output: 'y', noiseRatio: 0.912, tolerance: { rule: 'auto', multiple: 8 } }] })],
  });
});

test.each<[ToleranceEntry, object]>([
  [
    { rule: 'auto', rmse: 1e-4, maxAbs: 1e-3, multiple: 8.00001 },
    { rule: 'auto', multiple: 8 },
  ],
  [{ rule: 'uncalibrated', atol: 1e-5, rtol: 1.3e-6 }, { rule: 'uncalibrated' }],
  [{ rule: 'exact' }, { rule: 'exact' }],
  [
    { rule: 'ulp', ulp: { limit: 4, max: 2 } },
    { rule: 'ulp', ulp: 4 },
  ],
  [
    { rule: 'cosine', cosine: { min: 0.999, lowest: 0.9999, normLimit: 1.05, norm: 1.01 } },
    { rule: 'cosine', cosine: 0.999, norm: 1.05 },
  ],
  [
    { rule: 'topk', topk: { k: 5, flips: 1, ties: 2, total: 10, allowed: 0.1 } },
    { rule: 'topk', topk: 5, share: 0.1 },
  ],
  [
    { rule: 'index', index: { flips: 1, ties: 2, total: 10, allowed: 0 } },
    { rule: 'index', share: 0 },
  ],
  [
    { rule: 'quantised', quantised: { steps: 1, max: 1, scale: 0.1 } },
    { rule: 'quantised', steps: 1 },
  ],
])('of %j the limits that were set are kept, not what was found', (tolerance, kept) => {
  const results = resultsOf(cellOf({ outputs: [outputAt(1, { tolerance })] }));
  const { cells } = updateBaseline(baselineOf(), { results, noise, complete: true });
  expect(cells[0]?.outputs[0]?.tolerance).toEqual(kept);
});

test('an explicit tolerance stands there as it was given, without what follows from the numbers', () => {
  const tolerance = { rule: 'explicit', atol: 1.2345e-5, rtol: 0, multiple: 103.7, warning: 'hides faults' } as const;
  const results = resultsOf(cellOf({ outputs: [outputAt(1, { tolerance })] }));
  const { cells } = updateBaseline(baselineOf(), { results, noise, complete: true });
  expect(cells[0]?.outputs[0]?.tolerance).toEqual({ rule: 'explicit', atol: 1.2345e-5, rtol: 0 });
});

test('approvals are never touched, and an accepted cell is known as what it is', () => {
  const approval = { state: 'drift', author: 'Ada', reason: 'r', date: '2026-10-01' } as const;
  const results = resultsOf(driftOf(12_690, { state: 'approved', approval }));
  const before = baselineOf({ approvals: [approvalOf(), approvalOf({ model: 'gone' })] });
  const after = updateBaseline(before, { results, noise, complete: true });
  expect(after.approvals).toEqual(before.approvals);
  expect(after.cells.map(({ state }) => state)).toEqual(['drift']);
});

test('errors and cells that were not run leave what is known of them', () => {
  const before = baselineOf({ cells: [knownCellOf(), knownCellOf({ runtime: 'litert' })] });
  const results = resultsOf(cellOf({ state: 'error' }), cellOf({ runtime: 'litert', state: 'not-run' }));
  expect(updateBaseline(before, { results, noise, complete: true }).cells).toEqual(before.cells);
  expect(updateBaseline(baselineOf(), { results, noise, complete: true }).cells).toEqual([]);
});

test('a complete run takes out what is there no more; a part of it leaves the rest', () => {
  const before = baselineOf({
    models: ['vad', 'detector'].map((id) => ({ id, sha256: OTHER_DIGEST, noise: [] })),
    cells: [knownCellOf({ model: 'vad' }), knownCellOf({ runtime: 'litert' }), knownCellOf({ version: 'old' })],
  });
  const results = resultsOf(cellOf({ outputs: [outputAt(1)] }));
  const whole = updateBaseline(before, { results, noise, complete: true });
  expect(whole.models.map(({ id }) => id)).toEqual(['detector']);
  expect(whole.cells.map(({ version }) => version)).toEqual(['2026.3.0']);
  const part = updateBaseline(before, { results, noise, complete: false });
  expect(part.models.map(({ id, sha256 }) => `${id} ${sha256[0]}`)).toEqual(['detector a', 'vad b']);
  expect(part.cells.map(({ model, runtime, version }) => `${model} ${runtime} ${version}`)).toEqual([
    'detector openvino 2026.3.0',
    'vad openvino 2026.3.0',
    'detector litert 2026.3.0',
  ]);
});

test('an update with the same results gives the same bytes', () => {
  const results = resultsOf(cellOf({ outputs: [outputAt(0.91234)] }), cellOf({ model: 'vad', outputs: [outputAt(3)] }));
  const first = updateBaseline(baselineOf(), { results, noise, complete: true });
  const nearly = resultsOf(
    cellOf({ model: 'vad', outputs: [outputAt(3.0000001)] }),
    cellOf({ outputs: [outputAt(0.91236)] }),
  );
  expect(lockText(updateBaseline(first, { results: nearly, noise, complete: true }))).toBe(lockText(first));
});

test('a pass is kept with the name of its result, anything else without', () => {
  const keys = new Map([['detector', new Map([['openvino', OTHER_DIGEST]])]]);
  const keyAfter = (cell: ResultCell) =>
    updateBaseline(baselineOf(), { results: resultsOf(cell), noise, keys, complete: true }).cells[0]?.key;
  expect(keyAfter(cellOf({}))).toBe(OTHER_DIGEST);
  expect(keyAfter(driftOf(12_700))).toBeUndefined();
});

test('a model that is gone is not recorded, and leaves with a complete run', () => {
  const before = baselineOf({
    models: [{ id: 'old', sha256: DIGEST, noise: [] }],
    cells: [knownCellOf({ model: 'old' })],
  });
  const results = resultsOf(cellOf({ model: 'old', state: 'run-failed', outputs: [] }));
  const [model] = results.models;
  if (model === undefined) throw new Error('there is a model');
  const gone: Results = { ...results, models: [{ ...model, gone: true }] };
  const after = updateBaseline(before, { results: gone, noise: new Map(), complete: true });
  expect([after.models, after.cells]).toEqual([[], []]);
});
