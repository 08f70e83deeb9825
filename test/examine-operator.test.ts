import { join } from 'node:path';
import { expect, test } from 'vitest';
import { oneOperator, spread } from '../scripts/operators/one-operator.js';
import { committed, type Loadable } from '../src/convert/loadable.js';
import { operatorExaminer, reproName } from '../src/examine-operator.js';
import type { LayerSuspect } from '../src/locate/layer-suspect.js';
import type { LocatedOperator } from '../src/locate/located-operator.js';
import { referenceColumn } from '../src/plan/column.js';
import { failedRun, type Ran, type RunRequest } from '../src/run/run-request.js';
import type { Session } from '../src/session.js';
import { valuesMadeBy } from '../src/values/stored-values.js';
import { folderOf } from './discover/repository.js';
import { runtime } from './plan/facts.js';
import { recordingLog } from './publish/recording-log.js';
import { CRASHED, caseOf, planOf } from './trial/trial-of-values.js';

test.each([
  ['detector', 'openvino', 40, 'detector-openvino-41'],
  ['vision/détecteur v2', 'mnn-phone', 0, 'vision-d-tecteur-v2-mnn-phone-1'],
  ['../..', 'a', 0, 'a-1'],
  ['.hidden', '---', 6, 'hidden-7'],
])('the folder for %s on %s', (model, column, index, name) => {
  expect(reproName(model, column, index)).toBe(name);
});

test('an operator in a body has a folder of its own', () => {
  expect(reproName('net', 'mnn', 3, 0, 1)).toBe('net-mnn-4-1-2');
});

test('what a converter made does not outlive it: looking for the smallest tensors begins with another one', async () => {
  const folder = folderOf({
    'net.onnx': oneOperator({ opType: 'Relu', inputs: [['x', spread([2, 2], -1, 1)]], outputs: { y: 'float32' } })
      .bytes,
  });
  const run = async ({ cases: [one], column }: RunRequest): Promise<Ran> => {
    const { x } = (await one?.inputs.read()) ?? {};
    if (one === undefined || x?.kind !== 'tensor') return failedRun(CRASHED);
    const low = column.id === 'wrong' ? 5 : 1;
    const y = spread(x.shape, low, low + 1);
    return { ...failedRun(CRASHED), failure: null, outputs: new Map([[one.name, valuesMadeBy(() => ({ y }))]]) };
  };
  const folders: string[] = [];
  const host = { scratch: join(folder, 'scratch'), assets: 'src', log: recordingLog() };
  const examine = operatorExaminer({
    session: {
      ...{ host, runtimes: [], platform: { os: 'linux', arch: 'x64' } },
      workers: () => ({ runtimes: { run } }),
    } as unknown as Session,
    columns: [],
    converterIn(own) {
      folders.push(own);
      return { convert: () => Promise.reject(new Error('nothing is converted')) };
    },
    repro: { folder: join(folder, 'repro'), mostBytes: null },
  });
  const [form] = planOf(['own']).model.forms;
  const model: Loadable = { ...committed(form), path: join(folder, 'net.onnx') };
  const column = { ...referenceColumn(runtime('wrong')), id: 'wrong' };
  const about = { column, steps: [], case: caseOf('one') };
  const suspect: LayerSuspect = {
    ...{ model: 'net', form: 'net.onnx', step: 0, right: model, against: null, onnx: model, ...about },
    ...{ precision: 'f32', acceptsFloat32: false, reference: referenceColumn(runtime('home', { homeOf: ['onnx'] })) },
  };
  const operator: LocatedOperator = {
    ...{ node: { opType: 'Relu', output: ['y'] }, index: 0, of: 1, sigma: {}, candidate: null, model, ...about },
    ...{ case: 'one', inputs: { x: spread([2, 2], -1, 1) }, expected: { y: spread([2, 2], 1, 2) } },
  };
  const examined = await examine(suspect, operator);
  expect(folders).toHaveLength(1);
  expect(await examined.withRepro()).toMatchObject({ shows: 'alone', repro: 'net-wrong-1' });
  expect(folders).toHaveLength(2);
});
