import { expect, onTestFinished, test } from 'vitest';
import { InfrastructureError } from '../../src/errors.js';
import type { Worker } from '../../src/worker/worker.js';
import { WorkerPool } from '../../src/worker/worker-pool.js';
import { gone, scripted } from './scripted-worker.js';

const LIMITS = { busy: 2, perKind: 2, memoryBytes: 2 ** 40 };
const ANSWER = 'onRequest(({ id }) => send({ id, ok: true, result: process.pid })); ready();';

/** A kind whose workers run the script; `asked` counts how often its environment was made. */
function kindOf(key: string, script = ANSWER) {
  const { another } = scripted(script);
  const asked = { times: 0 };
  const prepare = async (signal: AbortSignal) => {
    asked.times += 1;
    return { command: () => ({ ...another(), signal }), environment: key };
  };
  return { kind: { key, prepare }, asked };
}

function poolOf(limits = LIMITS, signal = new AbortController().signal): WorkerPool {
  const pool = new WorkerPool(limits, signal);
  onTestFinished(() => pool.close());
  return pool;
}

async function pidOf(worker: Worker): Promise<number> {
  const answer = await worker.request({ method: 'unload', handle: '' }, 20);
  return answer.ok ? Number(answer.value) : -1;
}

async function used<T>(outcome: Promise<{ ok: boolean; value?: T }>): Promise<T | undefined> {
  return (await outcome).value;
}

test('an environment is made once and a worker serves one job after another', async () => {
  const pool = poolOf();
  const { kind, asked } = kindOf('a');
  const first = await used(pool.use(kind, pidOf));
  expect(await used(pool.use({ ...kind }, pidOf))).toBe(first);
  expect(await pool.prepared(kind)).toMatchObject({ ok: true, value: { environment: 'a' } });
  expect(asked.times).toBe(1);
  await pool.close();
  await gone(first ?? 0);
});

test('a kind gets another worker when what waits takes longer than a start', async () => {
  const pool = poolOf();
  const { kind } = kindOf('a');
  await pool.use(kind, pidOf);
  // Each holds its worker until all are there: one worker alone would never end the first.
  let arrived = 0;
  let open = () => {};
  const both = new Promise<void>((resolve) => {
    open = resolve;
  });
  const job = async (worker: Worker) => {
    const pid = await pidOf(worker);
    arrived += 1;
    if (arrived === 2) open();
    return pid;
  };
  const slow = pool.use(kind, async (worker) => {
    const pid = await job(worker);
    await both;
    return pid;
  });
  // While the first is held, nothing comes and nothing ends: only the time that passes makes another start worth it.
  const others = Array.from({ length: 3 }, () => pool.use(kind, job));
  const pids = new Set([await used(slow), ...(await Promise.all(others.map(used)))]);
  expect(pids.size).toBeLessThanOrEqual(2);
});

test('no more workers are busy than allowed, and every kind gets its turn', async () => {
  const pool = poolOf({ ...LIMITS, busy: 1 });
  const kinds = ['a', 'b', 'c'].map((key) => kindOf(key).kind);
  let busy = 0;
  let most = 0;
  const jobs = kinds.flatMap((kind) =>
    Array.from({ length: 3 }, () =>
      pool.use(kind, async (worker) => {
        busy += 1;
        most = Math.max(most, busy);
        await pidOf(worker);
        busy -= 1;
      }),
    ),
  );
  await Promise.all(jobs);
  expect(most).toBe(1);
});

test('idle workers make room for those of another kind when memory is short', async () => {
  const pool = poolOf({ ...LIMITS, memoryBytes: 1 });
  const first = await used(pool.use(kindOf('a').kind, pidOf));
  const second = await used(pool.use(kindOf('b').kind, pidOf));
  await gone(first ?? 0);
  expect(second).toBeGreaterThan(0);
});

test('a framework that cannot be imported is tried once, an environment that cannot be made too', async () => {
  const pool = poolOf();
  const broken = kindOf('broken', 'process.exit(1);').kind;
  for (let time = 0; time < 2; time++)
    expect(await pool.use(broken, pidOf)).toMatchObject({ ok: false, failure: { kind: 'never-started' } });
  const missing = {
    key: 'missing',
    prepare: async () => {
      throw new InfrastructureError({ what: 'no package index' });
    },
  };
  const failure = { kind: 'never-started', message: 'no package index' };
  expect(await pool.use(missing, pidOf)).toMatchObject({ ok: false, failure });
  expect(await pool.prepared(missing)).toMatchObject({ ok: false, failure });
});

test('a mistake of the user in making the environment, and a bug in a job, come out', async () => {
  const pool = poolOf();
  const wrong = {
    key: 'wrong',
    prepare: async () => {
      throw new TypeError('a mistake');
    },
  };
  await expect(pool.use(wrong, pidOf)).rejects.toThrow('a mistake');
  const { kind } = kindOf('a');
  await expect(
    pool.use(kind, async () => {
      throw new TypeError('a bug');
    }),
  ).rejects.toThrow('a bug');
  expect(await used(pool.use(kind, pidOf))).toBeGreaterThan(0);
});

test('workers that were warmed up are there for the jobs that come', async () => {
  const pool = poolOf();
  const { kind, asked } = kindOf('a');
  pool.warm([kind, kind, kindOf('b').kind, kindOf('c').kind]);
  expect(await used(pool.use(kind, pidOf))).toBeGreaterThan(0);
  expect(asked.times).toBe(1);
});

test('closing does not wait for what is being imported or installed', async () => {
  const pool = poolOf();
  const installing = {
    key: 'slow',
    prepare: (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const waiting = [pool.use(installing, pidOf), pool.use(kindOf('importing', 'forever();').kind, pidOf)];
  for (const job of waiting) job.catch(() => {});
  await pool.close();
  const ended = await Promise.allSettled(waiting);
  expect(ended.every((end) => end.status === 'rejected' || !end.value.ok)).toBe(true);
});

test('an interrupt is told as such, not as a crash', async () => {
  const interrupt = new AbortController();
  const pool = poolOf(LIMITS, interrupt.signal);
  const { kind } = kindOf('a', 'onRequest(() => {}); ready();');
  const hanging = pool.use(kind, async (worker) => {
    setTimeout(() => interrupt.abort(new Error('interrupted')), 10);
    return worker.request({ method: 'unload', handle: '' }, 60);
  });
  expect(await hanging).toMatchObject({ value: { ok: false } });
  await expect(pool.use(kind, pidOf)).rejects.toThrow('interrupted');
});
