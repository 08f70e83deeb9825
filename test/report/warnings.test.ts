import { expect, test } from 'vitest';
import { warningsOf } from '../../src/report/sections/warnings.js';
import { viewOf } from '../../src/report/view.js';
import type { Results } from '../../src/results/schema.js';
import { fiveByFive } from './five-by-five.js';

/** The results with a second form for their first model, which some cell has run or none. */
function withSecondForm(ran: boolean): Results {
  const base = fiveByFive();
  const [first, ...models] = base.models;
  if (first === undefined) throw new Error('a model');
  const second = { path: 'second.tflite', format: 'tflite', sha256: '0'.repeat(64), bytes: 1 } as const;
  const cells = base.cells.map((cell) => {
    const [output] = cell.outputs;
    if (cell.model !== first.id || output === undefined || !ran) return cell;
    return { ...cell, outputs: [...cell.outputs, { ...output, form: second.path }] };
  });
  return { ...base, models: [{ ...first, forms: [...first.forms, second] }, ...models], cells };
}

const notCompared = (results: Results) =>
  warningsOf(viewOf(results)).flatMap(({ title, subjects }) => (title === 'File not compared' ? subjects : []));

test('a form that no column runs is told, because it may be anything', () => {
  const { models } = withSecondForm(false);
  expect(notCompared(withSecondForm(false))).toEqual([`${models[0]?.id} second.tflite`]);
  expect(notCompared(withSecondForm(true))).toEqual([]);
  expect(notCompared(fiveByFive())).toEqual([]);
  // Which forms a cell ran that stands in the baseline is not kept.
  const { cells, ...rest } = withSecondForm(false);
  const recorded = cells.map((cell, index) => (index === 0 ? { ...cell, recorded: 'baseline' as const } : cell));
  expect(notCompared({ ...rest, cells: recorded })).toEqual([]);
});

test('so is the first form where the outputs to compare with are committed, and nothing ran it', () => {
  const base = withSecondForm(true);
  const [first, ...models] = base.models;
  const [path] = first?.forms ?? [];
  if (first === undefined || path === undefined) throw new Error('a model with a form');
  const cells = base.cells.map((cell) => ({
    ...cell,
    outputs: cell.outputs.filter(({ form }) => cell.model !== first.id || form !== path.path),
  }));
  const committed = { kind: 'committed', runtime: 'committed outputs', version: '' } as const;
  expect(notCompared({ ...base, models: [{ ...first, reference: committed }, ...models], cells })).toEqual([
    `${first.id} ${path.path}`,
  ]);
  expect(notCompared({ ...base, cells })).toEqual([]);
});

test('a cell that passes on one route and not on another says which', () => {
  const base = fiveByFive();
  const other = {
    form: 'models/vad.onnx',
    converters: ['a', 'b'],
    state: 'drift' as const,
    reason: 'y: far off',
    noiseRatio: 900,
  };
  const step = { converter: 'tflite-from-onnx', version: '1', seconds: 1, cached: false };
  const cells = base.cells.map((cell) =>
    cell.model === 'vad' && cell.runtime === 'executorch'
      ? { ...cell, route: [step], otherRoutes: [other, { ...other, state: 'not-run' as const }] }
      : cell,
  );
  const told = warningsOf(viewOf({ ...base, cells })).filter(({ title }) => title === 'Depends on the route');
  expect(told).toEqual([
    {
      title: 'Depends on the route',
      subjects: ['vad on executorch'],
      text: expect.stringMatching(
        /^passes through tflite-from-onnx, but not through a → b from models\/vad\.onnx \(drift: y: far off\)\. /,
      ),
    },
  ]);
});

test('a file whose stated sizes a column could not read is named once, with the columns', () => {
  const base = fiveByFive();
  const staleSizes = [{ form: 'models/vad.onnx', why: 'h has the sizes [2], not [9]' }];
  const cells = base.cells.map((cell) => (cell.model === 'vad' ? { ...cell, staleSizes } : cell));
  const [told, ...rest] = warningsOf(viewOf({ ...base, cells })).filter(({ title }) => title.startsWith('Stale'));
  expect(rest).toEqual([]);
  expect(told?.subjects).toEqual(['models/vad.onnx']);
  expect(told?.text).toMatch(/h has the sizes \[2\], not \[9\]\. .*executorch.* ran it without these statements/);
});

test('what a pull request changes in its own rules comes first, a warning for each file', () => {
  const base = fiveByFive();
  const changedRules = [
    { path: 'portability.yml', text: '`tolerance` is `a`, and was `b`' },
    { path: 'net.onnx', text: 'it removes models: `net.onnx`' },
    { path: 'portability.yml', text: '`wasm` is no longer a column' },
  ];
  const run = { config: 'portability.yml', baseline: 'portability.lock.json', ...base.run, changedRules };
  expect(warningsOf(viewOf({ ...base, run })).slice(0, 2)).toEqual([
    {
      title: 'Rules changed by the pull request',
      subjects: ['portability.yml'],
      text: '`tolerance` is `a`, and was `b`; `wasm` is no longer a column',
    },
    { title: 'Rules changed by the pull request', subjects: ['net.onnx'], text: 'it removes models: `net.onnx`' },
  ]);
});
