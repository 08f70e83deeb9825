import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ReplayBench, withReplayBench } from '../../scripts/operators/replay-bench.js';
import { createHost, disposeHost } from '../../src/host/create-host.js';
import { silent } from '../../src/host/log.js';
import { causesOf, offeredReadings } from '../../src/replay/name-cause.js';
import { bytesOfModel, operatorAlone } from '../../src/replay/operator-alone.js';
import { measureOperator } from '../../src/replay/run-operator.js';
import { VARIANTS } from '../../src/replay/variants.js';
import { MISREAD } from './misread-operators.js';

const folder = mkdtempSync(join(tmpdir(), 'variants-'));
mkdirSync(join(folder, 'repository'));
const host = createHost({ assets: resolve('lib'), cwd: join(folder, 'repository'), log: silent });
let bench: ReplayBench;
let close = () => {};
let closed: Promise<void> = Promise.resolve();

beforeAll(
  () =>
    new Promise<void>((ready, fail) => {
      closed = withReplayBench(['onnxruntime-node'], host, async (opened) => {
        bench = opened;
        ready();
        await new Promise<void>((done) => {
          close = done;
        });
      }).catch(fail);
    }),
);

afterAll(async () => {
  close();
  await closed;
  disposeHost(host);
  rmSync(folder, { recursive: true, force: true });
});

test('every variant has an operator that it misreads', () => {
  expect(Object.keys(MISREAD).sort()).toEqual(VARIANTS.map(({ id }) => id).sort());
});

const rows = Object.entries(MISREAD).flatMap(([id, models]) => models.map((model, place) => ({ id, place, model })));

test.each(rows)('$id $place is told apart from the right reading', async ({ id, model }) => {
  const alone = operatorAlone(await bench.question(id, model));
  if ('fault' in alone) throw new Error(alone.fault.what);
  const reference = await measureOperator(bytesOfModel(alone), alone.inputs, bench.context);
  if ('fault' in reference) throw new Error(reference.fault.what);
  const offered = await offeredReadings(alone, reference, bench.context);
  const own = offered.filter(({ variant }) => variant === id);
  expect(own.map(({ asIf }) => asIf)).not.toEqual([]);
  expect(causesOf(reference.values, offered, reference.noise)).toEqual([]);
  for (const { values, asIf } of own) {
    const causes = causesOf(values, offered, reference.noise);
    expect(causes.map((cause) => cause.asIf)).toContain(asIf);
  }
});
