import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { InfrastructureError } from '../../src/errors.js';
import type { RunRequest } from '../../src/run/run-request.js';
import { runtimePool } from '../../src/run/runtime-pool.js';
import { tensor, type Values } from '../../src/tensor/tensor.js';
import { valuesMadeBy } from '../../src/values/stored-values.js';
import { scripted } from '../worker/scripted-worker.js';
import { columnOf, ISOLATED, scriptedPool } from './scripted-pool.js';

test('requests of a runtime share its worker, and a model is gone before the next comes', async () => {
  const { run, log, starts } = scriptedPool();
  const ran = await run('/ok');
  const second = await run(async () => '/made');
  expect(log()).toEqual([
    'ok load',
    'ok one',
    'ok two',
    'ok unload',
    'made load',
    'made one',
    'made two',
    'made unload',
  ]);
  expect(second).toMatchObject({ version: '9.9', failure: null, seconds: 1, peakRssBytes: 20 });
  expect([...ran.outputs.keys()]).toEqual(['one', 'two']);
  expect(starts()).toHaveLength(1);
});

test('a worker that dies takes its request along and is replaced for the next', async () => {
  const { run, starts } = scriptedPool({ seconds: 1 });
  expect((await run('/ok')).failure).toBeNull();
  expect((await run('/crash')).failure).toMatchObject({ failure: { kind: 'crashed' }, doing: 'loading the model' });
  expect((await run('/hang')).failure).toMatchObject({ failure: { kind: 'timed-out' } });
  const cut = await run('/ok', ['one', 'fatal', 'three']);
  expect(cut.failure).toMatchObject({ failure: { kind: 'crashed' }, doing: 'running case fatal', case: 'fatal' });
  // What ran before the crash is kept.
  expect([...cut.outputs.keys()]).toEqual(['one']);
  expect((await run('/ok')).failure).toBeNull();
  expect(starts()).toHaveLength(4);
});

test('an ordinary error costs the request, not the worker', async () => {
  const { run, starts, log } = scriptedPool();
  expect((await run('/bad')).failure).toMatchObject({ failure: { message: 'bad model' } });
  expect((await run('/odd')).failure).toMatchObject({ failure: { type: 'ProtocolError' } });
  expect((await run('/ok', ['refused'])).failure).toMatchObject({ failure: { message: 'bad input' } });
  expect((await run('/ok')).failure).toBeNull();
  // The model that refused its input does not stay in memory.
  expect(log().filter((line) => line === 'ok unload')).toHaveLength(2);
  expect(starts()).toHaveLength(1);
});

test('what has to be made for a request is made when its turn comes, and taken away however it ended', async () => {
  const { run, host } = scriptedPool();
  for (const name of ['ok', 'crash', 'bad']) {
    let made = '';
    await run(async (folder: string) => {
      expect(readdirSync(folder)).toEqual([]);
      made = folder;
      return `/${name}`;
    });
    expect(made).not.toBe('');
    expect(existsSync(made)).toBe(false);
  }
  expect(readdirSync(join(host.scratch, 'outputs')).every((name) => name.startsWith('case-'))).toBe(true);
});

test('an environment that cannot be made fails the requests of its column and no others', async () => {
  const good = scripted(
    'ready(); onRequest(({ id }) => send({ id, ok: false, error: { kind: "failed", type: "E", message: "m" } }));',
  );
  const { run } = scriptedPool({
    prepare: async ({ id }) => {
      if (id === 'bad') throw new InfrastructureError({ what: 'no package index' });
      return { command: good.another, environment: '' };
    },
  });
  expect(await run('/ok', [], 'bad')).toMatchObject({
    version: null,
    failure: { failure: { kind: 'never-started', message: 'no package index' }, doing: 'starting the runtime' },
  });
  expect((await run('/ok', [], 'good')).failure).toMatchObject({ failure: { message: 'm' } });
});

/** Gives its inputs back as its outputs, which are named after them. */
const ECHO = `
import { cpSync } from 'node:fs';
onRequest(({ id, method, inputs, outputs }) => {
  if (method === 'run') cpSync(inputs, outputs, { recursive: true });
  const told = { signature: { inputs: [], outputs: [] }, effectivePrecision: null, seconds: 0, peakRssBytes: 0 };
  send({ id, ok: true, result: method === 'unload' ? {} : told });
});
ready();
`;
const floats = (...values: number[]) =>
  tensor('float32', [values.length], new Uint8Array(Float32Array.from(values).buffer));

function echo(request: Pick<RunRequest, 'cases'> & Partial<RunRequest>) {
  const { host, workers } = scriptedPool({ script: ECHO });
  const { another } = scripted(ECHO);
  const prepare = async () => ({ command: another, environment: '' });
  const kindOf = () => ({ key: 'echo', prepare });
  const pool = runtimePool(workers, { host, config: configSchema.parse({}), kindOf, code: ISOLATED });
  const folder = join(host.scratch, 'outputs');
  return pool.run({
    title: '',
    column: columnOf('echo'),
    model: { path: '/m', files: [], key: '', code: [] },
    format: 'onnx',
    folder,
    ...request,
  });
}

test('inputs may be made when they are needed, and outputs come back as the first form has them', async () => {
  const ids = tensor('int32', [2], new Uint8Array(Int32Array.of(1, 2).buffer));
  const ran = await echo({
    changes: { ids: { dtype: { from: 'int64', to: 'int32' } } },
    cases: [{ name: 'one', inputs: valuesMadeBy((): Values => ({ ids })) }],
  });
  expect(ran.failure).toBeNull();
  expect(await ran.outputs.get('one')?.read()).toMatchObject({ ids: { dtype: 'int64', shape: [2] } });
});

test('a state goes from one case into the next', async () => {
  const ran = await echo({
    cases: [
      { name: 'first', inputs: valuesMadeBy((): Values => ({ x: floats(1), h: floats(7) })) },
      {
        name: 'second',
        inputs: valuesMadeBy((): Values => ({ x: floats(2), h: floats(0) })),
        feedback: { after: 'first', state: { h: 'h', gone: 'no such output' } },
      },
    ],
  });
  const second = await ran.outputs.get('second')?.read();
  expect(second).toMatchObject({ x: floats(2), h: floats(7) });
  expect(Object.keys(second ?? {})).toEqual(['x', 'h']);
});

test('numbers that do not fit the form are a failure of the request, named by case', async () => {
  const inputs = valuesMadeBy(() => {
    throw new RangeError('ids: 5000000000 does not fit int32');
  });
  const ran = await echo({ cases: [{ name: 'one', inputs }] });
  expect(ran.failure).toEqual({
    failure: { kind: 'failed', type: 'RangeError', message: 'ids: 5000000000 does not fit int32' },
    doing: 'preparing the inputs of case one',
    case: 'one',
  });
});

test('code is not run where workers are not isolated, and never beside another model', async () => {
  const found = { code: ['imports os.system'] };
  const { host, workers } = scriptedPool();
  let made = 0;
  const kindOf = () => ({
    key: 'a',
    prepare: async () => {
      made += 1;
      return { command: scripted(ECHO).another, environment: '' };
    },
  });
  const context = { host, config: configSchema.parse({}), kindOf };
  const request = {
    title: '',
    column: columnOf('a'),
    format: 'onnx',
    cases: [],
    folder: join(host.scratch, 'outputs'),
  };
  const weak = runtimePool(workers, { ...context, code: { ...ISOLATED, launcher: { level: 'environment' } } });
  const refused = await weak.run({ ...request, model: { path: '/m', files: [], key: 'm', ...found } });
  expect(refused.failure).toMatchObject({
    failure: { kind: 'refused', explanation: { what: 'not run, because it imports os.system' } },
  });
  expect(made).toBe(0);
  const pool = runtimePool(workers, { ...context, code: ISOLATED });
  for (const key of ['m', 'n', 'm']) await pool.run({ ...request, model: { path: '/m', files: [], key, ...found } });
  await pool.run({ ...request, model: { path: '/m', files: [], key: 'o', code: [] } });
  expect(made).toBe(3);
});
