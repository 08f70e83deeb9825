import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Malformed } from '../../src/bytes/malformed.js';
import type { FormConverter } from '../../src/convert/convert-form.js';
import { committed } from '../../src/convert/loadable.js';
import { readForm } from '../../src/discover/read-form.js';
import { writeNpz } from '../../src/golden/npz.js';
import { type Column, referenceColumn } from '../../src/plan/column.js';
import type { ModelPlan } from '../../src/plan/plan.js';
import type { RunRequest } from '../../src/run/run-request.js';
import type { Tensor, Values } from '../../src/tensor/tensor.js';
import { referenceRuns } from '../../src/trial/reference-runs.js';
import type { TrialContext } from '../../src/trial/trial-context.js';
import { tryModel } from '../../src/trial/try-model.js';
import { valuesMadeBy } from '../../src/values/stored-values.js';
import { folderOf, hostIn } from '../discover/repository.js';
import { buildDenseModel, buildModel } from '../models/build-model.js';
import { model, planned, runtime, signature } from '../plan/facts.js';
import { type Answer, CONFIG, floats, NO_CONVERTER, planOf, poolOfValues } from './trial-of-values.js';

function contextOf(answer: Answer, more: Partial<TrialContext> = {}) {
  const host = hostIn(folderOf({ 'README.md': '' }));
  const { pool, asked } = poolOfValues(answer);
  const context: TrialContext = {
    host: { ...host, cache: `${host.scratch}/cache` },
    config: CONFIG,
    isa: [],
    pool,
    converter: NO_CONVERTER,
    onnxHome: null,
    again: false,
    everyProbe: false,
    folder: host.scratch,
    ...more,
  };
  return { context, asked };
}

const twice: Answer = (_, { x }) => {
  if (x?.kind !== 'tensor' || x.dtype === 'string') throw new Error('x is a tensor');
  const numbers = new Float32Array(new Uint8Array(x.bytes).buffer);
  return { y: { ...x, bytes: new Uint8Array(Float32Array.from(numbers, (value) => 2 * value).buffer) } };
};
async function commitGolden(root: string, name: string, tensors: Record<string, Tensor>): Promise<void> {
  mkdirSync(join(root, 'golden', 'net'), { recursive: true });
  writeFileSync(join(root, 'golden', 'net', name), await writeNpz(new Map(Object.entries(tensors))));
}

const titles = (asked: readonly RunRequest[]) => asked.map(({ title }) => title).sort();

test('every column runs the synthetic case, and the reference beside them', async () => {
  const { context, asked } = contextOf(twice);
  const trial = await tryModel(planOf(['a', 'b']), context);
  if ('fault' in trial) throw new Error(trial.fault.what);
  expect(titles(asked)).toEqual(['net on a', 'net on b', 'net: reference on home']);
  expect(trial.staged.cases.map(({ name }) => name)).toEqual(['synthetic']);
  expect(
    trial.cells.map((cell) => 'forms' in cell && cell.forms.map((form) => 'ran' in form && form.ran.failure)),
  ).toEqual([[null], [null]]);
  expect(trial.reference?.outputs.has('synthetic')).toBe(true);
});

test('where the reference lacks what the model needs, another runtime makes it, and is told', async () => {
  const newer = runtime('newer', { homeOf: ['onnx'] });
  const lacking: Answer = (request, inputs, name) =>
    request.column.runtime.id === 'home'
      ? { kind: 'unsupported', type: 'E', message: 'opset 30' }
      : twice(request, inputs, name);
  for (const golden of [false, true]) {
    const { context } = contextOf(lacking);
    if (golden) await commitGolden(context.host.cwd, 'one.inputs.npz', { x: floats(1, 2) });
    const trial = await tryModel(planOf(['a'], { runtimes: [newer] }), context);
    if ('fault' in trial) throw new Error(trial.fault.what);
    expect([trial.plan.reference?.runtime.id, trial.reference?.failure]).toEqual(['newer', null]);
  }
});

test('trials of one state of the repository run the reference once', async () => {
  const references = referenceRuns('/kept');
  const first = contextOf(twice, { references });
  const second = contextOf(twice, { references });
  await tryModel(planOf(['a']), first.context);
  const trial = await tryModel(planOf(['a']), second.context);
  expect(titles(second.asked)).toEqual(['net on a']);
  expect('fault' in trial ? null : trial.reference?.outputs.has('synthetic')).toBe(true);
});

test('committed outputs need no reference', async () => {
  const { context, asked } = contextOf(twice);
  await commitGolden(context.host.cwd, 'one.inputs.npz', { x: floats(1, 2) });
  await commitGolden(context.host.cwd, 'one.outputs.npz', { y: floats(2, 4) });
  const trial = await tryModel(planOf(['a']), context);
  expect(titles(asked)).toEqual(['net on a']);
  expect(trial).toMatchObject({ reference: null, staged: { goldens: 'committed' } });
});

test('goldens that do not fit are a fault of the model, and nothing runs', async () => {
  const { context, asked } = contextOf(twice);
  await commitGolden(context.host.cwd, 'one.npz', { z: floats(1, 2) });
  expect(await tryModel(planOf(['a']), context)).toMatchObject({
    fault: { what: expect.stringMatching(/^golden\/net\/one\.npz .*input x .* is missing/) },
  });
  expect(asked).toEqual([]);
});

test('a model whose inputs nobody knows is one too', async () => {
  const { context } = contextOf(twice);
  const script = model('net', { format: 'torchscript', signature: null, companions: [] });
  const reader = runtime('pytorch', { reads: ['torchscript'], homeOf: ['torchscript'] });
  const [plan] = planned([script], [referenceColumn(reader)], { runtimes: [reader] }).models;
  if (plan === undefined) throw new Error('there is a model');
  expect(await tryModel(plan, context)).toMatchObject({ fault: { what: 'the inputs of net are unknown' } });
});

describe('a column that needs a conversion', () => {
  const reader = { ...referenceColumn(runtime('mnn', { reads: ['mnn'] })), id: 'mnn' };
  const converted = (more: object = {}): FormConverter => ({
    convert: async (form) => ({
      ok: true,
      route: [{ converter: 'mnn-from-onnx', version: '1', seconds: 1, cached: false }],
      stages: [{ ...committed(form), format: 'mnn', path: '/made/model.mnn', names: { x: 'x_1', y: 'y_1' }, ...more }],
    }),
  });
  const plan = (): ModelPlan => {
    const base = planOf(['a']);
    const [cell] = base.cells;
    if (cell?.kind !== 'run') throw new Error('it runs');
    const step = { converter: { id: 'mnn-from-onnx' }, options: {} };
    return { ...base, cells: [{ ...cell, column: reader, route: [step as never] }] };
  };

  test('runs what was made, under its names', async () => {
    const { context, asked } = contextOf(
      (request, inputs) => (request.format === 'mnn' ? { y_1: inputs.x_1 ?? floats() } : { y: inputs.x ?? floats() }),
      { converter: converted() },
    );
    const trial = await tryModel(plan(), context);
    expect(asked.find(({ format }) => format === 'mnn')).toMatchObject({ model: { path: '/made/model.mnn' } });
    expect('fault' in trial ? null : trial.cells[0]).toMatchObject({
      forms: [{ route: [{ converter: 'mnn-from-onnx' }], loaded: { path: '/made/model.mnn' }, ran: { failure: null } }],
    });
  });

  test('does not run what could not be made', async () => {
    const failure = { kind: 'timed-out', seconds: 9, stderr: '' } as const;
    const { context, asked } = contextOf(twice, {
      converter: { convert: async () => ({ ok: false, failure, doing: 'converting to mnn', route: [] }) },
    });
    const trial = await tryModel(plan(), context);
    expect(titles(asked)).toEqual(['net: reference on home']);
    expect('fault' in trial ? null : trial.cells[0]).toMatchObject({
      forms: [{ unconverted: { failure, doing: 'converting to mnn' } }],
    });
  });

  test('is not given types that it does not take', async () => {
    const int64 = { kind: 'tensor', dtype: 'int64', shape: [1] } as const;
    const { context, asked } = contextOf(twice, { converter: converted({ signature: signature(int64) }) });
    const trial = await tryModel(plan(), context);
    expect(titles(asked)).toEqual(['net: reference on home']);
    expect('fault' in trial ? null : trial.cells[0]).toMatchObject({
      forms: [{ ran: { failure: { failure: { kind: 'unsupported', message: 'input x has type int64[1]' } } } }],
    });
  });
});

describe('the noise floor', () => {
  async function densePlan(columns: readonly Column[] = []): Promise<{ root: string; plan: ModelPlan }> {
    const root = folderOf({ 'net.onnx': buildDenseModel() });
    const form = await readForm(root, 'net.onnx');
    const home = runtime('home', {
      homeOf: ['onnx'],
      embedded: true,
      options: { level: { type: 'string', default: 'all', description: '' } },
      referenceOptions: { level: 'none' },
    });
    const made = { ...model('net', form.content), forms: [form] as const };
    const [plan] = planned([made], columns, { runtimes: [home] }).models;
    if (plan === undefined) throw new Error('there is a model');
    return { root, plan };
  }
  /** As the model's sum of inputs, so that jitter shows. */
  const summing: Answer = (_, inputs): Values => {
    const { x } = inputs;
    if (x?.kind !== 'tensor' || x.dtype === 'string') throw new Error('x is a tensor');
    const sum = new Float32Array(new Uint8Array(x.bytes).buffer).reduce((total, value) => total + value, 0);
    return { y: floats(sum, 2 * sum, 3 * sum) };
  };

  test('is measured by runs of a moved model on moved inputs, and by the other kernels', async () => {
    const { plan } = await densePlan();
    const { context, asked } = contextOf(summing, { config: { ...CONFIG, noise: { runs: 8, seconds: 120 } } });
    const trial = await tryModel(plan, context);
    if ('fault' in trial) throw new Error(trial.fault.what);
    expect(asked.filter(({ title }) => /noise floor, run/.test(title))).toHaveLength(8);
    expect(asked.filter(({ title }) => /other kernels/.test(title)).map(({ column }) => column.options)).toEqual([
      { level: 'all' },
    ]);
    const { y } = trial.noise?.synthetic ?? {};
    expect(y?.sigma).toBeGreaterThan(0);
    expect(y?.unit).toBe(2 ** -24);
  });

  test('is known the next time, and measured again when that is asked for', async () => {
    const { plan } = await densePlan();
    const { context } = contextOf(summing);
    const first = await tryModel(plan, context);
    const again = poolOfValues(summing);
    const second = await tryModel(plan, { ...context, pool: again.pool });
    expect(titles(again.asked)).toEqual(['net: reference on home']);
    expect('fault' in second || 'fault' in first ? null : second.noise).toEqual('fault' in first ? 0 : first.noise);
    const afresh = poolOfValues(summing);
    await tryModel(plan, { ...context, again: true, pool: afresh.pool });
    expect(afresh.asked.length).toBeGreaterThan(8);
  });

  test('costs two runs and no more when its time is spent', async () => {
    const { plan } = await densePlan();
    const { context, asked } = contextOf(summing, { config: { ...CONFIG, noise: { runs: 8, seconds: 1e-9 } } });
    await tryModel(plan, context);
    expect(asked.filter(({ title }) => /noise floor, run/.test(title))).toHaveLength(2);
  });

  test('is not there when a run of it fails', async () => {
    const { plan } = await densePlan();
    const { context } = contextOf((request, inputs, name) =>
      /run 2/.test(request.title) ? { kind: 'failed', type: 'E', message: 'm' } : summing(request, inputs, name),
    );
    const trial = await tryModel(plan, context);
    expect('fault' in trial ? undefined : trial.noise).toBeNull();
  });

  test.each([
    ['reference', null],
    ['run 2', null],
    ['other kernels', expect.objectContaining({ synthetic: expect.anything() })],
  ])('ends without an exception when the outputs of its %s cannot be read', async (title, noise) => {
    const { plan } = await densePlan();
    const unreadable = valuesMadeBy(() => {
      throw new Malformed('not a values document');
    });
    const { context } = contextOf((request, inputs, name) =>
      request.title.includes(title) ? (unreadable as never) : summing(request, inputs, name),
    );
    const trial = await tryModel(plan, context);
    expect('fault' in trial ? undefined : trial.noise).toEqual(noise);
    expect('fault' in trial ? undefined : trial.still).toEqual(title === 'reference' ? null : []);
  });

  test('one look is enough to see that every output moves, and a still one is found', async () => {
    const { plan } = await densePlan();
    const moving = contextOf(summing);
    const moved = await tryModel(plan, moving.context);
    expect('fault' in moved ? null : moved.still).toEqual([]);
    expect(moving.asked.filter(({ title }) => /depend on its inputs/.test(title))).toHaveLength(1);
    const still = contextOf(() => ({ y: floats(1, 2, 3) }));
    const found = await tryModel(plan, still.context);
    expect('fault' in found ? null : found.still).toEqual(['y']);
    expect(still.asked.filter(({ title }) => /depend on its inputs/.test(title))).toHaveLength(3);
  });
});

describe('made-up inputs', () => {
  const NAN = floats(Number.NaN, Number.NaN);

  test('are drawn again until the reference makes something of them, before any column runs', async () => {
    const { context, asked } = contextOf((request, inputs, name) =>
      request.title.endsWith('reference on home') ? { y: NAN } : twice(request, inputs, name),
    );
    const trial = await tryModel(planOf(['a']), context);
    if ('fault' in trial) throw new Error(trial.fault.what);
    const [first, second] = asked.map(({ title }) => title);
    expect([first, second]).toEqual(['net: reference on home', 'net: reference on home, tame inputs']);
    expect(asked.filter(({ title }) => title === 'net on a')).toHaveLength(1);
  });

  test.each<[string, Answer, string]>([
    ['NaN', () => ({ y: NAN }), 'output y is NaN everywhere for the inputs that were made up'],
    ['empty', () => ({ y: { ...floats(), shape: [0] } }), 'every output is empty for the inputs that were made up'],
    ['refused', () => ({ kind: 'failed', type: 'E', message: 'idx=4' }), 'the inputs that were made up do not fit'],
  ])('%s for every draw is said once, with a block to paste', async (_, answer, what) => {
    const { context, asked } = contextOf(answer);
    const trial = await tryModel(planOf(['a', 'b']), context);
    if (!('fault' in trial)) throw new Error('there is a fault');
    expect(trial.fault.what).toContain(what);
    expect(trial.fault.next).toContain('inputs: { x: { shape: [1, 16], normal: [0, 1] } }');
    expect(asked.every(({ title }) => title.startsWith('net: reference'))).toBe(true);
  });

  test('are not to blame for a worker whose answer cannot be read', async () => {
    const failure = { kind: 'failed', type: 'ProtocolError', message: 'it left a folder that cannot be read' } as const;
    const { context, asked } = contextOf((request, inputs) =>
      /reference/.test(request.title) ? failure : twice(request, inputs, ''),
    );
    const trial = await tryModel(planOf(['a']), context);
    expect('fault' in trial ? trial.fault : trial.reference?.failure?.failure).toEqual(failure);
    expect(asked.filter(({ title }) => /reference/.test(title))).toHaveLength(1);
  });

  test('are not to blame for a file whose sizes contradict each other', async () => {
    const bad = buildModel({
      inputs: [{ name: 'x', dtype: 'float32', shape: [1, 4] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: [1, 3] }],
      weights: [{ name: 'w', dtype: 'float32', shape: [5, 3], bytes: new Uint8Array(60) }],
      nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'] }],
    });
    const form = await readForm(folderOf({ 'net.onnx': bad }), 'net.onnx');
    const made = { ...model('net', form.content), forms: [form] as const };
    const home = runtime('home', { homeOf: ['onnx'], embedded: true });
    const [plan] = planned([made], [], { runtimes: [home] }).models;
    if (plan === undefined) throw new Error('there is a model');
    const { context } = contextOf(() => ({ kind: 'failed', type: 'E', message: 'dimension mismatch' }));
    expect(await tryModel(plan, context)).toMatchObject({
      fault: {
        what: 'most likely no inputs fit the model, because sizes in its file contradict each other',
        why: expect.stringContaining('dimension mismatch'),
        next: expect.not.stringContaining('inputs: {'),
      },
    });
  });

  test('are not to blame for a model that is too large in the sizes that it declares', async () => {
    const fixed = { kind: 'tensor', dtype: 'float32', shape: [1, 4] } as const;
    const home = runtime('home', { homeOf: ['onnx'], embedded: true });
    const [plan] = planned([model('net', signature(fixed))], [], { runtimes: [home] }).models;
    if (plan === undefined) throw new Error('there is a model');
    const { context } = contextOf(() => ({ kind: 'failed', type: 'E', message: 'Failed to allocate memory' }));
    expect(await tryModel(plan, context)).toMatchObject({
      fault: {
        what: expect.stringContaining('sizes that it declares'),
        next: expect.not.stringContaining('inputs: {'),
      },
    });
  });

  test('one value throughout is kept if nothing better comes', async () => {
    const { context } = contextOf(() => ({ y: floats(3, 3) }));
    expect(await tryModel(planOf(['a']), context)).not.toHaveProperty('fault');
  });
});

test('golden cases that expect nothing but NaN are the fault of their case', async () => {
  const { context } = contextOf(() => ({ y: floats(1, 2) }));
  await commitGolden(context.host.cwd, 'one.inputs.npz', { x: floats(1, 2) });
  await commitGolden(context.host.cwd, 'one.outputs.npz', { y: floats(Number.NaN, Number.NaN) });
  const trial = await tryModel(planOf(['a']), context);
  expect(trial).toMatchObject({
    doing: 'reading its golden cases',
    fault: { what: 'golden case one of net expects NaN in every element of y: nothing can be compared' },
  });
});

test('committed inputs that make everything NaN are the fault of their case', async () => {
  const { context } = contextOf(() => ({ y: floats(Number.NaN) }));
  await commitGolden(context.host.cwd, 'one.inputs.npz', { x: floats(1, 2) });
  const trial = await tryModel(planOf(['a']), context);
  if (!('fault' in trial)) throw new Error('there is a fault');
  expect(trial.fault.what).toBe('golden case one of net makes output y NaN everywhere: nothing can be compared');
});
