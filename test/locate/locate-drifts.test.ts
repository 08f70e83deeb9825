import { join } from 'node:path';
import { expect, test } from 'vitest';
import { oneOperator, spread } from '../../scripts/operators/one-operator.js';
import { committed, type Loadable } from '../../src/convert/loadable.js';
import type { JudgedModel } from '../../src/judge/judged-model.js';
import type { LayerSuspect } from '../../src/locate/layer-suspect.js';
import { type DriftingCell, locateDrifts, whyUnlocated } from '../../src/locate/locate-drifts.js';
import { referenceColumn } from '../../src/plan/column.js';
import { NO_TIME, NOT_BEGUN } from '../../src/results/located-schema.js';
import { failedRun, type RunFailure } from '../../src/run/run-request.js';
import { NOT_SHOWN } from '../../src/search/search-operators.js';
import { cell } from '../compare/results.js';
import { folderOf } from '../discover/repository.js';
import { runtime } from '../plan/facts.js';
import { recordingLog } from '../publish/recording-log.js';
import { CRASHED, caseOf, planOf } from '../trial/trial-of-values.js';

const LACKING: RunFailure = {
  failure: { kind: 'unsupported', type: 'Error', message: 'it lacks Relu' },
  doing: 'loading the model',
};

/** Searches one cell again and again, where the reference fails. @returns what is said, and how often the reference was asked */
async function searches(failure: RunFailure, seconds: number | null, times: number) {
  const folder = folderOf({
    'net.onnx': oneOperator({ opType: 'Relu', inputs: [['x', spread([2, 2], -1, 1)]], outputs: { y: 'float32' } })
      .bytes,
  });
  const plan = planOf(['own']);
  const [form] = plan.model.forms;
  const model: Loadable = { ...committed(form), path: join(folder, 'net.onnx') };
  const suspect: LayerSuspect = {
    ...{ model: 'net', form: 'net.onnx', step: 0, right: model, against: null, onnx: model, steps: [] },
    ...{ column: referenceColumn(runtime('own')), precision: 'f32', acceptsFloat32: false },
    ...{ reference: referenceColumn(runtime('home')), case: caseOf('one') },
  };
  const drifting: DriftingCell = { cell: 0, ratio: 9, suspects: [suspect] };
  const judged = { plan, cells: [{ cell: cell({ state: 'drift' }) }] } as unknown as JudgedModel;
  const asked = { times: 0 };
  const { signal } = new AbortController();
  const host = { cache: join(folder, 'cache'), log: recordingLog(), signal };
  const said: unknown[] = [];
  const told: unknown[] = [];
  for (let time = 0; time < times; time++) {
    const [located] = await locateDrifts([judged], [[drifting]], {
      host: host as unknown as Parameters<typeof locateDrifts>[2]['host'],
      ...{ config: { noise: { seconds: 1 } }, isa: [], folder: join(folder, 'work'), seconds, again: false },
      pool: {
        async run() {
          asked.times += 1;
          return failedRun(failure);
        },
      },
      converterIn: () => ({ convert: () => Promise.reject(new Error('nothing is converted')) }),
      examine: () => Promise.reject(new Error('nothing is found')),
      onLocated: (model) => told.push(model.cells[0]?.cell.unlocated),
    });
    said.push(located?.cells[0]?.cell.unlocated);
  }
  expect(told, 'told at once, for when the run is ended').toEqual(said);
  return { said, asked: asked.times };
}

test('what a reference lacks is known to later runs', async () => {
  const unlocated = 'the reference it lacks Relu';
  expect(await searches(LACKING, null, 2)).toEqual({ said: [unlocated, unlocated], asked: 1 });
});

test('a reference that ended on its way is no result: a later run searches again', async () => {
  const unlocated = 'the reference crashed (SIGSEGV) while running case one';
  expect(await searches(CRASHED, null, 2)).toEqual({ said: [unlocated, unlocated], asked: 2 });
});

test('a cell for which there is no time says so', async () => {
  expect(await searches(CRASHED, -1, 1)).toEqual({ said: [NOT_BEGUN], asked: 0 });
});

test('a search for which the time was over says so, whatever it met on its way', () => {
  const found = { unlocated: 'iree crashed', parts: 9, ran: true, troubled: true };
  expect(whyUnlocated(found, true)).toBe(NO_TIME);
  expect(whyUnlocated(found, false)).toBe('iree crashed');
  // What was known before holds: it does not run at all, it shows no fault, or rounding decides.
  expect(whyUnlocated({ ...found, ran: false }, true)).toBe('iree crashed');
  expect(whyUnlocated({ ...found, unlocated: NOT_SHOWN }, true)).toBe(NOT_SHOWN);
  expect(whyUnlocated({ ...found, undecided: ['y'] }, true)).toBe('iree crashed');
});
