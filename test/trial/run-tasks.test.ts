import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import type { Column } from '../../src/plan/column.js';
import { referenceColumn } from '../../src/plan/column.js';
import { hireCrew } from '../../src/trial/crew.js';
import { type RunContext, runTasks } from '../../src/trial/run-tasks.js';
import type { Task } from '../../src/trial/task.js';
import { hostIn } from '../discover/repository.js';
import { runtime } from '../plan/facts.js';
import { gone, NEVER, scripted } from '../worker/scripted-worker.js';

/** A worker that does what its model's path says, and counts its starts. */
const SCRIPT = `
import { appendFileSync } from 'node:fs';
appendFileSync(join(folder, 'starts'), process.pid + ' ');
const loaded = { signature: { inputs: [], outputs: [] }, effectivePrecision: null, seconds: 0.5, peakRssBytes: 10 };
const ran = { seconds: 0.25, peakRssBytes: 20 };
const paths = {};
onRequest(({ id, method, handle, path, inputs }) => {
  if (method === 'load') paths[handle] = path;
  const what = paths[handle] + ' ' + (method === 'run' ? inputs : method);
  appendFileSync(join(folder, 'log'), what + '\\n');
  if (what === '/crash load' || what === '/ok fatal') process.kill(process.pid, 'SIGSEGV');
  else if (what === '/hang load') forever();
  else if (what === '/bad load') send({ id, ok: false, error: { kind: 'failed', type: 'E', message: 'bad model' } });
  else if (what === '/odd load') send({ id, ok: true, result: { nothing: 1 } });
  else if (what === '/ok refused') send({ id, ok: false, error: { kind: 'failed', type: 'E', message: 'bad input' } });
  else send({ id, ok: true, result: method === 'load' ? loaded : method === 'run' ? ran : {} });
});
ready('9.9');
`;

function column(id: string): Column {
  return { ...referenceColumn(runtime(id)), id };
}

function task(key: string, path: Task['path'], runtimeId = 'a', cases: readonly string[] = ['one', 'two']): Task {
  return {
    key,
    column: column(runtimeId),
    title: key,
    path,
    format: 'onnx',
    runs: cases.map((name) => ({ case: name, inputs: name })),
  };
}

function contextFor(command: RunContext['command'], changes: Partial<RunContext> = {}): RunContext {
  return {
    host: hostIn(process.cwd()),
    limits: { seconds: NEVER, start: NEVER, convert: NEVER, memory: 2 ** 31 },
    threads: 1,
    jobs: 2,
    command,
    ...changes,
  };
}

function scriptedContext(script = SCRIPT, changes: Partial<RunContext> = {}) {
  const { command, folder } = scripted(script);
  const asked: string[] = [];
  const context = contextFor(async ({ runtime: { id } }) => {
    asked.push(id);
    return command;
  }, changes);
  const starts = () => readFileSync(join(folder, 'starts'), 'utf8').trim().split(' ').map(Number);
  const log = () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
  return { context, starts, log, asked };
}

test('one worker runs the tasks of a runtime one after another, and is gone afterwards', async () => {
  const { context, starts, log, asked } = scriptedContext();
  const results = await runTasks([task('t1', '/ok'), task('t2', async () => '/made')], context);
  expect(log()).toEqual([
    '/ok load',
    '/ok one',
    '/ok two',
    '/ok unload',
    '/made load',
    '/made one',
    '/made two',
    '/made unload',
  ]);
  expect(results.get('t2')).toMatchObject({ version: '9.9', failure: null, seconds: 1, peakRssBytes: 20 });
  expect([...(results.get('t1')?.outputs.keys() ?? [])]).toEqual(['one', 'two']);
  expect(asked).toEqual(['a']);
  expect(starts()).toHaveLength(1);
  await gone(starts()[0] ?? 0);
});

test('a worker that dies takes its task along and is replaced for the next', async () => {
  const { context, starts } = scriptedContext(SCRIPT, {
    limits: { seconds: 1, start: NEVER, convert: NEVER, memory: 2 ** 31 },
  });
  const tasks = [
    task('t1', '/ok'),
    task('t2', '/crash'),
    task('t3', '/hang'),
    task('t4', '/ok', 'a', ['one', 'fatal', 'three']),
    task('t5', '/ok'),
  ];
  const results = await runTasks(tasks, context);
  expect(tasks.map(({ key }) => results.get(key)?.failure?.failure.kind)).toEqual([
    undefined,
    'crashed',
    'timed-out',
    'crashed',
    undefined,
  ]);
  expect(results.get('t2')?.failure?.doing).toBe('loading the model');
  expect(results.get('t4')).toMatchObject({ failure: { doing: 'running case fatal' } });
  // What ran before the crash is kept.
  expect([...(results.get('t4')?.outputs.keys() ?? [])]).toEqual(['one']);
  expect(starts()).toHaveLength(4);
});

test('an ordinary error costs the task, not the worker', async () => {
  const { context, starts, log } = scriptedContext();
  const results = await runTasks(
    [task('t1', '/bad'), task('t2', '/odd'), task('t3', '/ok', 'a', ['refused']), task('t4', '/ok')],
    context,
  );
  expect(results.get('t1')?.failure).toMatchObject({ failure: { message: 'bad model' } });
  expect(results.get('t2')?.failure).toMatchObject({ failure: { type: 'ProtocolError' } });
  expect(results.get('t3')?.failure).toMatchObject({ failure: { message: 'bad input' } });
  expect(results.get('t4')?.failure).toBeNull();
  // The model that refused its input does not stay in memory.
  expect(log()).toContain('/ok unload');
  expect(starts()).toHaveLength(1);
});

test('a runtime that never starts fails all its tasks, is tried once, and leaves the others alone', async () => {
  const good = scripted(SCRIPT);
  const bad = scripted(
    `import { appendFileSync } from 'node:fs'; appendFileSync(join(folder, 'starts'), 'x'); process.exit(1);`,
  );
  const context = contextFor(async ({ runtime: { id } }) => (id === 'bad' ? bad : good).command);
  const results = await runTasks(
    [task('t1', '/ok', 'bad'), task('t2', '/ok', 'bad'), task('t3', '/ok', 'bad'), task('t4', '/ok', 'good')],
    context,
  );
  for (const key of ['t1', 't2', 't3'])
    expect(results.get(key)).toMatchObject({
      version: null,
      failure: { failure: { kind: 'never-started' }, doing: 'starting the runtime' },
    });
  expect(results.get('t4')?.failure).toBeNull();
  expect(readFileSync(join(bad.folder, 'starts'), 'utf8')).toBe('x');
});

test('an environment that cannot be made fails its column, the others go on', async () => {
  const good = scripted(SCRIPT);
  const context = contextFor(async ({ runtime: { id } }) => {
    if (id === 'bad') throw new InfrastructureError({ what: 'no package index' });
    return good.command;
  });
  const results = await runTasks([task('t1', '/ok', 'bad'), task('t2', '/ok', 'good')], context);
  expect(results.get('t1')?.failure).toMatchObject({
    failure: { kind: 'never-started', message: 'no package index' },
    doing: 'making its environment',
  });
  expect(results.get('t2')?.failure).toBeNull();
});

test('what a task made is taken away, however the task ended', async () => {
  const { context } = scriptedContext();
  const done: string[] = [];
  const tasks = ['/ok', '/crash', '/bad'].map((path) => ({
    ...task(path, async () => path),
    done: async () => void done.push(path),
  }));
  await runTasks(tasks, context);
  expect(done).toEqual(['/ok', '/crash', '/bad']);
});

test('a bug in one queue comes out, after the other queues have ended', async () => {
  const good = scripted(SCRIPT);
  const context = contextFor(async ({ runtime: { id } }) => {
    if (id === 'bug') throw new TypeError('a bug');
    await new Promise((resolve) => setTimeout(resolve, 300));
    return good.command;
  });
  await expect(runTasks([task('t1', '/ok', 'bug'), task('t2', '/ok', 'good')], context)).rejects.toThrow('a bug');
  expect(readFileSync(join(good.folder, 'log'), 'utf8')).toContain('/ok unload');
});

test('two adapters of one id do not share a worker', async () => {
  const { context, asked } = scriptedContext();
  const own = { ...column('a'), runtime: runtime('a', { file: '/repository/a.py' }) };
  await runTasks([task('t1', '/ok'), { ...task('t2', '/ok'), column: own }], context);
  expect(asked).toEqual(['a', 'a']);
});

test('a crew starts its workers before there are tasks, one a runtime, and the tasks use them', async () => {
  const { context, starts, asked } = scriptedContext();
  const crew = hireCrew([column('a'), { ...column('a'), id: 'again' }, column('b'), column('c')], 2, context);
  const results = await runTasks([task('t1', '/ok'), task('t2', '/ok', 'c')], context, crew);
  expect([...results.values()].map(({ failure }) => failure)).toEqual([null, null]);
  // b was hired for nothing, c came too late to be hired.
  expect(asked).toEqual(['a', 'b', 'c']);
  await crew.dismiss();
  await crew.dismiss();
  for (const pid of starts()) await gone(pid);
});

test('a crew that is dismissed does not wait for what its workers were importing', async () => {
  const { command } = scripted('forever();');
  const context = contextFor(async (_, host) => ({ ...command, signal: host.signal }));
  const crew = hireCrew([column('a')], 1, context);
  // The worker would hold it up for longer than the runner of the tests waits.
  await crew.dismiss();
});

test('an environment that cannot be made is told by the tasks, not before', async () => {
  const context = contextFor(async () => {
    throw new InfrastructureError({ what: 'no index' });
  });
  const results = await runTasks([task('t1', '/ok')], context, hireCrew([column('a')], 1, context));
  expect(results.get('t1')?.failure?.failure).toMatchObject({ kind: 'never-started', message: 'no index' });
});
