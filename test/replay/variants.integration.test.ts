import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelOf, spread } from '../../scripts/operators/one-operator.js';
import { readPlatform, saturatesHere } from '../../src/host/platform.js';
import { causesOf, offeredReadings } from '../../src/replay/name-cause.js';
import { bytesOfModel, operatorAlone } from '../../src/replay/operator-alone.js';
import { measureOperator } from '../../src/replay/run-operator.js';
import { VARIANTS } from '../../src/replay/variants.js';
import { MISREAD } from './misread-operators.js';
import { type OpenBench, openBench } from './open-bench.js';

let bench: OpenBench;

beforeAll(async () => {
  bench = await openBench(['onnxruntime-node']);
});

afterAll(() => bench.close());

test('every variant has an operator that it misreads', () => {
  expect(Object.keys(MISREAD).sort()).toEqual(VARIANTS.map(({ id }) => id).sort());
});

const rows = Object.entries(MISREAD).flatMap(([id, models]) => models.map((model, place) => ({ id, place, model })));

// There the runtime of the bench misreads products itself, so that both readings are the same.
const saturates = saturatesHere(readPlatform());

test.for(rows)('$id $place is told apart from the right reading', async ({ id, model }, { skip }) => {
  skip(saturates && id === 'saturating-products', 'products saturate on this processor');
  const alone = operatorAlone(await bench.question(id, model));
  if ('fault' in alone) throw new Error(alone.fault.what);
  const reference = await measureOperator(bytesOfModel(alone), alone.inputs, false, bench.context);
  if ('fault' in reference) throw new Error(reference.fault.what);
  const offered = await offeredReadings(alone, reference, {}, bench.context);
  const own = offered.filter(({ variant }) => variant === id);
  expect(own.map(({ asIf }) => asIf)).not.toEqual([]);
  expect(causesOf(reference.values, offered, reference.noise)).toEqual([]);
  for (const { values, asIf } of own) {
    const causes = causesOf(values, offered, reference.noise);
    expect(causes.map((cause) => cause.asIf)).toContain(asIf);
  }
});

test('an operator that is wrong only together with others is told from them', async () => {
  const nodes = [
    { opType: 'LeakyRelu', name: 'leaky', input: ['x'], output: ['s'], attribute: [] },
    { opType: 'MatMul', name: 'product', input: ['s', 'w'], output: ['y'], attribute: [] },
  ];
  const values = [['x', spread([3, 4], -2, 2)] as const, ['w', spread([4, 2], -1, 1)] as const];
  const alone = operatorAlone(await bench.question('group', modelOf({ nodes, values, outputs: { y: 'float32' } })));
  if ('fault' in alone) throw new Error(alone.fault.what);
  const reference = await measureOperator(bytesOfModel(alone), alone.inputs, false, bench.context);
  if ('fault' in reference) throw new Error(reference.fault.what);
  const offered = await offeredReadings(alone, reference, {}, bench.context);
  const own = offered.find(({ variant }) => variant === 'activation-constants');
  expect(own?.asIf).toMatch(/^in LeakyRelu `leaky`, alpha was /);
  const causes = causesOf(own?.values ?? {}, offered, reference.noise);
  expect(causes.map(({ variant }) => variant)).toEqual(['activation-constants']);
});
