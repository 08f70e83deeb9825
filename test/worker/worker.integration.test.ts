import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Request } from '../../src/worker/protocol.js';
import { Worker } from '../../src/worker/worker.js';
import { gone, NEVER, scripted, start } from './scripted-worker.js';

const LOAD: Request = { method: 'load', handle: 'a', path: '/m', format: 'onnx', options: {}, threads: 1 };
const UNLOAD: Request = { method: 'unload', handle: 'a' };

async function startFailure(script: string, changes = {}) {
  const started = await Worker.start(scripted(script, changes).command);
  if (started.ok) await started.value.close();
  return started.ok ? null : started.failure;
}

async function failureOf(script: string, seconds = NEVER, changes = {}) {
  const worker = await start(scripted(script, changes).command);
  const answer = await worker.request(LOAD, seconds);
  return { failure: answer.ok ? null : answer.failure, worker };
}

const noted = (folder: string, name: string) => Number(readFileSync(join(folder, name), 'utf8'));

test('answers requests one after another, with its version', async () => {
  const worker = await start(
    scripted(`ready('2.5'); onRequest(({ id, ...rest }) => send({ id, ok: true, result: rest }));`).command,
  );
  expect(worker.version).toBe('2.5');
  expect(await worker.request(LOAD, NEVER)).toEqual({ ok: true, value: LOAD });
  expect(await worker.request(UNLOAD, NEVER)).toEqual({ ok: true, value: UNLOAD });
});

test('an ordinary error leaves it alive', async () => {
  const error = { kind: 'unsupported', type: 'E', message: 'no such operator' };
  const worker = await start(
    scripted(`ready(); onRequest(({ id }) => send({ id, ok: false, error: ${JSON.stringify(error)} }));`).command,
  );
  expect(await worker.request(LOAD, NEVER)).toEqual({ ok: false, failure: error });
  expect(worker.alive).toBe(true);
  expect(await worker.request(LOAD, NEVER)).toEqual({ ok: false, failure: error });
});

test('what it wrote about an earlier model is not told of a later one', async () => {
  const worker = await start(
    scripted(
      `let loads = 0; ready(); onRequest(({ id }) => { loads += 1;
        if (loads === 1) process.stderr.write('error of the first\\n', () => send({ id, ok: true, result: null }));
        else process.kill(process.pid, 'SIGSEGV'); });`,
    ).command,
  );
  expect(await worker.request(LOAD, NEVER)).toEqual({ ok: true, value: null });
  expect(await worker.request(LOAD, NEVER)).toMatchObject({ failure: { kind: 'crashed', stderr: '' } });
});

test('noise on standard error does not block it', async () => {
  const { failure } = await failureOf(
    `process.stderr.write('x'.repeat(1 << 20)); ready(); onRequest(({ id }) => { process.stderr.write('y'.repeat(1 << 20)); send({ id, ok: true, result: null }); });`,
  );
  expect(failure).toBeNull();
});

test('names with any line break travel on one line', async () => {
  const worker = await start(
    scripted('ready(); onRequest(({ id, handle }) => send({ id, ok: true, result: handle }));').command,
  );
  const handle = 'a\u2028b\u2029c\u0085d\ne\rf';
  expect(await worker.request({ ...UNLOAD, handle }, NEVER)).toEqual({ ok: true, value: handle });
});

test('its release is what it said first', async () => {
  const worker = await start(
    scripted("ready('1.0'); onRequest(({ id }) => { ready('9.9'); send({ id, ok: true, result: 1 }); });").command,
  );
  expect(await worker.request(UNLOAD, NEVER)).toEqual({ ok: true, value: 1 });
  expect(worker.version).toBe('1.0');
});

test('answers to nothing that was asked are passed over', async () => {
  const { failure } = await failureOf(
    `ready(); ready(); send({ id: 77, ok: true, result: 'stray' }); onRequest(({ id }) => { send({ id: id + 1, ok: true, result: 1 }); send({ id, ok: true, result: 2 }); });`,
  );
  expect(failure).toBeNull();
});

test.each([
  ['text', 'process.stdout.write("Loading…\\n")', /wrote "Loading…": /],
  ['another JSON', 'send({ hello: 1 })', /wrote "\{\\"hello\\":1\}"/],
  ['an endless line', 'process.stdout.write("x".repeat(9 << 20))', /a line of more than 8 MiB/],
])('%s on its channel ends it', async (_, print, message) => {
  const { failure, worker } = await failureOf(`ready(); onRequest(() => { ${print}; });`);
  expect(failure).toMatchObject({ kind: 'failed', type: 'ProtocolError', message: expect.stringMatching(message) });
  expect(worker.alive).toBe(false);
});

test('a crash is reported with its signal and its last line, and ends every later request', async () => {
  const { failure, worker } = await failureOf(
    `ready(); onRequest(() => { process.stderr.write('deep trouble\\n', () => process.kill(process.pid, 'SIGSEGV')); });`,
  );
  expect(failure).toMatchObject({ kind: 'crashed', signal: 'SIGSEGV', stderr: 'deep trouble\n' });
  expect(worker.alive).toBe(false);
  expect(await worker.request(UNLOAD, NEVER)).toEqual({ ok: false, failure });
});

test('an exit in the middle of a request is told with its code', async () => {
  const { failure } = await failureOf('ready(); onRequest(() => process.exit(7));');
  expect(failure).toMatchObject({ kind: 'crashed', signal: null, code: 7 });
});

test('only the end of standard error is kept', async () => {
  const { failure } = await failureOf(
    `ready(); onRequest(() => process.stderr.write('x'.repeat(1 << 20) + 'end', () => process.exit(1)));`,
  );
  expect(failure).toMatchObject({ stderr: expect.stringMatching(/^x{65533}end$/) });
});

test.each([
  ['leaves', 'process.exit(3)', NEVER, /^it ended with exit code 3 before it was ready$/],
  [
    'says what is missing',
    `send({ event: 'broken', type: 'ImportError', message: 'No module named x' }); forever()`,
    NEVER,
    /^ImportError: No module named x$/,
  ],
  ['takes for ever', 'forever()', 0.2, /^it was not ready after 0.2 s; limits.start/],
])('a worker that %s before it is ready never started', async (_, script, startSeconds, message) => {
  expect(await startFailure(script, { startSeconds })).toMatchObject({
    kind: 'never-started',
    message: expect.stringMatching(message),
  });
});

test('a crash by a signal while starting stays a crash', async () => {
  expect(await startFailure(`process.kill(process.pid, 'SIGABRT'); forever()`)).toMatchObject({
    kind: 'crashed',
    signal: 'SIGABRT',
  });
});

test('a program that is not there never started', async () => {
  expect(await startFailure('', { argv: ['/no/such/program'] })).toMatchObject({
    kind: 'never-started',
    message: expect.stringContaining('ENOENT'),
  });
});

test('a request that takes too long ends it', async () => {
  const { command, folder } = scripted(`note('pid', process.pid); ready(); onRequest(forever);`);
  const worker = await start(command);
  expect(await worker.request(LOAD, 0.2)).toMatchObject({ ok: false, failure: { kind: 'timed-out', seconds: 0.2 } });
  expect(worker.alive).toBe(false);
  await gone(noted(folder, 'pid'));
});

test.runIf(process.platform !== 'win32')('memory without end ends it', async () => {
  const hog = `const all = []; setInterval(() => all.push(Buffer.alloc(32 << 20, 1)), 1);`;
  const { failure } = await failureOf(`ready(); onRequest(() => { ${hog} });`, NEVER, { memoryBytes: 300 * 2 ** 20 });
  expect(failure).toMatchObject({ kind: 'out-of-memory', limitBytes: 300 * 2 ** 20 });
});

test.runIf(process.platform !== 'win32')('memory without end ends it also while it waits for a job', async () => {
  const hog = `const all = []; setInterval(() => all.length < 12 && all.push(Buffer.alloc(32 << 20, 1)), 1);`;
  const { command } = scripted(`ready(); ${hog}`, { memoryBytes: 300 * 2 ** 20 });
  const worker = await start(command);
  await expect.poll(() => worker.alive, { timeout: 60_000 }).toBe(false);
  expect(await worker.request(LOAD, NEVER)).toMatchObject({ ok: false, failure: { kind: 'out-of-memory' } });
});

test.runIf(process.platform !== 'win32').each([
  ['crashes', `process.kill(process.pid, 'SIGSEGV')`, NEVER, { kind: 'crashed', signal: 'SIGSEGV' }],
  ['hangs', 'forever()', 0.2, { kind: 'timed-out' }],
])('what a worker started goes with it when it %s', async (_, end, seconds, failure) => {
  // The other process holds the worker's pipes, so that they do not close by themselves and the answer would not come.
  const { command, folder } = scripted(
    `note('other', sleeper({ stdio: 'inherit' }).pid); ready(); onRequest(() => { ${end}; });`,
  );
  const worker = await start(command);
  expect(await worker.request(LOAD, seconds)).toMatchObject({ ok: false, failure });
  await gone(noted(folder, 'other'));
});

test.runIf(process.platform !== 'win32')(
  'a process that left the group and holds the pipes does not keep the gate waiting',
  async () => {
    const { command, folder } = scripted(
      `note('other', sleeper({ stdio: 'inherit', detached: true }).pid); ready(); onRequest(() => process.exit(1));`,
    );
    const worker = await start(command);
    onTestFinished(() => void process.kill(noted(folder, 'other'), 'SIGKILL'));
    expect(await worker.request(LOAD, NEVER)).toMatchObject({ ok: false, failure: { kind: 'crashed', code: 1 } });
  },
);

test('close ends a polite worker, a deaf one, and what they started', async () => {
  for (const script of ['onRequest(() => {})', 'setInterval(() => {}, 1000)', 'forever()']) {
    const { command, folder } = scripted(
      `note('pid', process.pid); note('other', sleeper({ stdio: 'ignore' }).pid); ready(); ${script};`,
    );
    const worker = await start(command);
    await worker.close();
    expect(worker.alive).toBe(false);
    await gone(noted(folder, 'pid'));
    await gone(noted(folder, 'other'));
    await worker.close();
  }
});

test('an interrupt ends it, whatever it does', async () => {
  const { command, abort, folder } = scripted(`note('pid', process.pid); ready(); onRequest(forever);`);
  const worker = await start(command);
  const answer = worker.request(LOAD, NEVER);
  abort.abort();
  expect(await answer).toMatchObject({ ok: false, failure: { kind: 'crashed' } });
  await gone(noted(folder, 'pid'));
  expect((await Worker.start(command)).ok).toBe(false);
});

test('its environment is what it was given and nothing else', async () => {
  const script = 'ready(); onRequest(({ id }) => send({ id, ok: true, result: { ...process.env } }));';
  const worker = await start(scripted(script, { env: { ONLY: 'this', PATH: '/nowhere' } }).command);
  const answer = await worker.request(LOAD, NEVER);
  // macOS gives every process one variable of its own.
  expect(
    answer.ok &&
      Object.keys(Object(answer.value))
        .filter((name) => !name.startsWith('__CF'))
        .sort(),
  ).toEqual(['ONLY', 'PATH']);
});
