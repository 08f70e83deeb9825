/** Runtimes of telephones and small boards: committed files of theirs, and what converters make for them. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findConverters } from '../../src/adapters/find-converters.js';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { configSchema } from '../../src/config/schema.js';
import { signatureOfForm } from '../../src/discover/form.js';
import { readForm } from '../../src/discover/read-form.js';
import { messageOf } from '../../src/errors.js';
import type { Host } from '../../src/host/host.js';
import { columnsOf } from '../../src/plan/column.js';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import { findLauncher } from '../../src/sandbox/launcher.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { type Tensor, tensor, type Value, type Values } from '../../src/tensor/tensor.js';
import type { Format, Options } from '../../src/types.js';
import { readValues, writeValues } from '../../src/values/value-folder.js';
import { parsedAnswer } from '../../src/worker/parsed-answer.js';
import { convertResultSchema } from '../../src/worker/protocol.js';
import { Worker, type WorkerCommand } from '../../src/worker/worker.js';
import { converterKind, runtimeKind } from '../../src/worker/worker-kinds.js';
import { PATIENT, portability, repository } from '../e2e/cli.js';
import { sharedCache } from '../environments/fresh-cache.js';
import { hostIn } from '../environments/host.js';
import { buildConvModel, buildModel, weight } from '../models/build-model.js';
import { buildTfliteConvModel } from '../models/build-tflite.js';
import { randomFloats } from '../models/random-floats.js';
import { plain } from '../tensor/arbitrary-tensor.js';
import { NEVER } from '../worker/scripted-worker.js';
import { ncnnFixtures } from './fixtures/ncnn.js';
import { packedModel } from './fixtures/packed.js';
import { torchscript } from './fixtures/torchscript.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edge-routes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const image = (shape: readonly number[]) =>
  JSON.stringify({
    image: {
      dtype: 'float32',
      shape,
      data: [
        ...randomFloats(
          3,
          shape.reduce((count, size) => count * size, 1),
        ),
      ],
    },
  });

/** The gate over a repository; null where no index is set that has PyTorch for the processor alone. */
async function gate(config: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<Results | null> {
  const root = await repository({ 'portability.yml': config, ...files });
  const ended = await portability(['run', '--json', '-'], root);
  await rm(root, { recursive: true, force: true });
  if (ended.code === 3 && /torch==\S+ cannot be found/.test(ended.stdout + ended.stderr)) return null;
  expect(ended.stdout, ended.stderr).not.toBe('');
  return resultsSchema.parse(JSON.parse(ended.stdout));
}

const stateOf = ({ model, runtime, state, reason }: ResultCell) => [model, runtime, state, reason];

test('committed files run on their own runtimes, which make the reference', async () => {
  const formats = { ort: 'onnxruntime', xml: 'openvino', mnn: 'mnn', param: 'ncnn' } as const;
  const models = Object.keys(formats).map((ending) => `  - { id: ${ending}, path: conv.${ending} }`);
  const goldens = Object.keys(formats).map((ending) => [`golden/${ending}/c.inputs.json`, image([1, 3, 16, 16])]);
  // Two networks with weights beside them: each its own.
  const results = await gate(
    ['runtimes: [onnxruntime, openvino, mnn, ncnn]', 'models:', ...models, '']
      .join('\n')
      .replace('conv.param', 'phone/conv.param'),
    {
      'conv.ort': packedModel('ort', 'conv'),
      'conv.xml': packedModel('openvino-ir', 'conv'),
      'conv.bin': packedModel('openvino-ir', 'conv.bin'),
      'conv.mnn': packedModel('mnn', 'conv'),
      'phone/conv.param': ncnnFixtures.conv,
      'phone/conv.bin': ncnnFixtures.companion?.of(ncnnFixtures.conv) ?? '',
      ...Object.fromEntries(goldens),
    },
  );
  const ran = (results?.cells ?? []).filter(({ state }) => state !== 'unsupported' && state !== 'not-run');
  expect(ran.map(stateOf).sort()).toEqual(
    Object.entries(formats)
      .map(([ending, runtime]) => [ending, runtime, 'pass', null])
      .sort(),
  );
  for (const cell of ran) expect(cell.outputs.map(({ name }) => name).sort()).toEqual(['features', 'scores']);
});

test('a further form in a format of its own runtime is compared with the first one', async () => {
  const results = await gate(
    [
      'runtimes: [onnxruntime-node, openvino, { id: ort, use: onnxruntime, format: ort }]',
      'models: [{ id: conv, forms: [conv.onnx, conv.xml, conv.ort] }]',
      '',
    ].join('\n'),
    {
      'conv.onnx': buildConvModel(),
      // Other weights than the first form: this has to show.
      'conv.xml': packedModel('openvino-ir', 'conv'),
      'conv.bin': packedModel('openvino-ir', 'conv.bin'),
      'conv.ort': packedModel('ort', 'conv'),
    },
  );
  expect(results?.cells.map(({ runtime, state }) => [runtime, state])).toEqual([
    ['onnxruntime-node', 'pass'],
    ['openvino', 'drift'],
    ['ort', 'drift'],
  ]);
});

test('MNN from TensorFlow Lite: channels stay last, outputs keep the names of the signature', async () => {
  const results = await gate('runtimes: [litert, mnn]\nmodels: [{ id: conv, path: conv.tflite }]\n', {
    'conv.tflite': buildTfliteConvModel(),
    'golden/conv/c.inputs.json': image([1, 16, 16, 3]),
  });
  const cell = results?.cells.find(({ runtime }) => runtime === 'mnn');
  expect(cell && stateOf(cell)).toEqual(['conv', 'mnn', 'pass', null]);
  expect(cell?.route.map(({ converter }) => converter)).toEqual(['mnn-from-tflite']);
  expect(cell?.outputs.map(({ name, matchedBy }) => [name, matchedBy])).toEqual([
    ['features', 'names-map'],
    ['scores', 'names-map'],
  ]);
});

test('MNN returns outputs without elements, as where nothing is found', async () => {
  const float = (name: string, shape: number[]) => ({ name, dtype: 'float32', shape }) as const;
  const model = buildModel({
    inputs: [float('x', [2, 3])],
    outputs: [float('y', [2, 3]), { name: 'found', dtype: 'int64', shape: [2, 'n'] }],
    nodes: [
      { op: 'Abs', inputs: ['x'], outputs: ['y'] },
      { op: 'Less', inputs: ['y', 'w'], outputs: ['near'] },
      { op: 'NonZero', inputs: ['near'], outputs: ['found'] },
    ],
    weights: [weight('w', [1], [-1])],
  });
  const results = await gate('runtimes: [onnxruntime-node, mnn]', { 'detector.onnx': model });
  expect(results?.cells.map(stateOf)).toEqual([
    ['detector', 'onnxruntime-node', 'pass', null],
    ['detector', 'mnn', 'pass', null],
  ]);
});

test('ncnn from TorchScript that was scripted, with outputs under the keys of its dictionary', async ({ skip }) => {
  const results = await gate('runtimes: [pytorch, ncnn]\nmodels: [{ id: conv, path: conv.pt }]\n', {
    'conv.pt': torchscript('conv'),
    'golden/conv/one.inputs.json': image([2, 3, 16, 16]),
    // The axis of samples is free, the others are not.
    'golden/conv/three.inputs.json': image([3, 3, 16, 16]),
  });
  if (results === null) return skip('no index with torch +cpu is set');
  const cell = results.cells.find(({ runtime }) => runtime === 'ncnn');
  expect(cell && stateOf(cell)).toEqual(['conv', 'ncnn', 'pass', null]);
  expect(cell?.outputs.map(({ case: name, name: output }) => `${name} ${output}`).sort()).toEqual([
    'one features',
    'one scores',
    'three features',
    'three scores',
  ]);
});

/** A converter in its environment; the reason where it cannot be had here. Whatever else goes wrong is a failure. */
async function converterOf(id: string): Promise<Worker | string> {
  const host = await hostOf();
  const facts = (await findConverters(host, [])).find((one) => one.id === id);
  if (facts === undefined) throw new Error(`${id} is not among the converters`);
  const platform = `${process.platform}-${process.arch}`;
  if (!facts.platforms.includes(platform)) return `${id} is not available for ${platform}`;
  let command: WorkerCommand;
  try {
    command = (await converterKind({ converter: facts }, contextOf(host)).prepare(host.signal)).command();
  } catch (error) {
    if (!messageOf(error).includes('cannot be found')) throw error;
    return 'no index with torch +cpu is set';
  }
  return started(command);
}

const contextOf = (host: Host) => ({
  host,
  launcher: findLauncher('auto', host),
  config: configSchema.parse(PATIENT),
  allowCode: false,
});

async function started(command: WorkerCommand): Promise<Worker> {
  const worker = await Worker.start(command);
  if (!worker.ok) throw new Error(JSON.stringify(worker.failure));
  return worker.value;
}

async function hostOf(): Promise<Host> {
  const host = hostIn(folder, { assets: resolve('lib'), cache: sharedCache, scratch: join(folder, 'scratch') });
  await mkdir(host.scratch, { recursive: true });
  return host;
}

test('the items of a tuple that TorchScript takes are inputs, called by their places', async ({ skip }) => {
  const float = (value: number) => ({ dtype: 'float32', shape: [1], data: [value] });
  const times = { dtype: 'int64', shape: [], data: [7] };
  const results = await gate('runtimes: [pytorch]\nmodels: [{ id: nested, path: nested.pt }]\n', {
    'nested.pt': torchscript('nested'),
    'golden/nested/one.inputs.json': JSON.stringify({
      ...{ x: float(2), state_0: float(3), state_1_0: float(5), state_1_1: times },
    }),
    'golden/nested/one.outputs.json': JSON.stringify({ y: float(41) }),
  });
  if (results === null) return skip('no index is set that has PyTorch for the processor alone');
  expect(results.cells.map(stateOf)).toEqual([['nested', 'pytorch', 'pass', null]]);
});

test('Core ML from TorchScript, as far as it goes without macOS', async ({ skip }) => {
  const converter = await converterOf('coreml-from-pytorch');
  if (typeof converter === 'string') return skip(converter);
  try {
    const path = join(converter.folder.given, 'scripted.pt');
    await writeFile(path, torchscript('conv'));
    const golden = await converter.folder.give();
    const shape = [2, 3, 16, 16];
    await writeValues(golden, { image: tensor('float32', shape, bytesOf(randomFloats(3, 2 * 768))) });
    const target = join(converter.folder.made, 'apple', 'model.mlpackage');
    await mkdir(dirname(target));
    const about = { path, format: 'torchscript', target, signature: null, cases: [golden], threads: 1 };
    const options = { precision: 'f32', target: 'iOS17' };
    const answer = await converter.request({ method: 'convert', ...about, options }, 600);
    const converted = parsedAnswer(answer, convertResultSchema);
    expect(converted).toMatchObject({ ok: true, value: { names: {}, dtypes: {}, layouts: {} } });
    expect(await readdir(dirname(target))).toEqual(['model.mlpackage']);
    expect(signatureOfForm(await readForm(converter.folder.made, 'apple/model.mlpackage'))).toEqual({
      inputs: [{ name: 'image', type: { kind: 'tensor', dtype: 'float32', shape } }],
      outputs: [
        { name: 'scores', type: { kind: 'tensor', dtype: 'float32', shape: [2, 5] } },
        { name: 'features', type: { kind: 'tensor', dtype: 'float32', shape: [2, 8, 16, 16] } },
      ],
    });
  } finally {
    await converter.close();
  }
});

describe('ExecuTorch from an exported program', () => {
  const target = (name: string) => join(converter.folder.made, name, 'model.pte');
  let converter: Worker;
  let runtime: Worker;
  let elsewhere: string | null = null;

  beforeAll(async () => {
    const opened = await converterOf('executorch-from-pytorch');
    if (typeof opened === 'string') {
      elsewhere = opened;
      return;
    }
    converter = opened;
    const host = await hostOf();
    const [column] = columnsOf(['executorch'], await findRuntimes(host, []), folder);
    if (column === undefined) throw new Error('ExecuTorch is not among the runtimes');
    runtime = await started((await runtimeKind(column, contextOf(host)).prepare(host.signal)).command());
  });
  beforeEach(({ skip }) => skip(elsewhere !== null, elsewhere ?? ''));
  afterAll(async () => {
    await converter?.close();
    await runtime?.close();
  });

  async function convert(name: string, options: Options) {
    const path = join(converter.folder.given, `${name}.pt2`);
    await writeFile(path, packedModel('exported-program', name));
    await mkdir(dirname(target(name)), { recursive: true });
    const format: Format = 'exported-program';
    const about = { path, format, target: target(name), signature: null, cases: [], threads: 1 } as const;
    const all = { layers: false, ...options };
    return parsedAnswer(
      await converter.request({ method: 'convert', ...about, options: all }, 600),
      convertResultSchema,
    );
  }

  async function run(name: string, inputs: Values) {
    const own = await runtime.folder.give();
    const made = dirname(target(name));
    const files = await readdir(made);
    await runtime.folder.place(
      files.map((to) => ({ from: join(made, to), to })),
      own,
    );
    const path = join(own, basename(target(name)));
    const loaded = await runtime.request(
      { method: 'load', handle: 'm', path, format: 'executorch', options: {}, threads: 1 },
      NEVER,
    );
    expect(loaded).toMatchObject({ ok: true });
    const [from, to] = [await runtime.folder.give(), await runtime.folder.make()];
    await writeValues(from, inputs);
    const outcome = await runtime.request({ method: 'run', handle: 'm', inputs: from, outputs: to }, NEVER);
    return outcome.ok ? readValues(to) : outcome;
  }

  const shapesOf = (values: object) =>
    Object.fromEntries(
      Object.entries(values).map(([name, { dtype, shape }]: [string, Tensor]) => [name, dtype + shape]),
    );

  test.each(['xnnpack', 'portable'])(
    'by %s: names and integers are kept, and the sizes that were open',
    async (backend) => {
      expect(await convert('conv', { backend })).toMatchObject({ ok: true, value: { names: {}, dtypes: {} } });
      const shape = [3, 3, 16, 16];
      const images = tensor('float32', shape, bytesOf(randomFloats(3, 3 * 768)));
      expect(shapesOf(await run('conv', { image: images }))).toEqual({
        scores: 'float323,5',
        features: 'float323,8,16,16',
      });
      expect(await convert('positional', { backend })).toMatchObject({ ok: true });
      const ids = tensor('int64', [2, 5], bytesOf(BigInt64Array.from([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n])));
      const scale = tensor('float32', [1], bytesOf(Float32Array.of(0.5)));
      const given = await run('positional', { ids, scale });
      expect(shapesOf(given)).toEqual({ output_0: 'float322,5,4', output_1: 'int642,5' });
      const after = tensor('int64', [2, 5], bytesOf(BigInt64Array.from([2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, 11n])));
      expect('output_1' in given && plain(given.output_1 as Value)).toEqual(plain(after));
      expect(await readdir(dirname(target('positional')))).toEqual(['model.pte', 'model.pte.json']);
    },
  );

  test('names the operator that it does not have', async () => {
    expect(await convert('undecomposed', { backend: 'xnnpack' })).toMatchObject({
      ok: false,
      failure: { kind: 'unsupported', message: expect.stringContaining('_linalg_svd') },
    });
  });
});

test('an ONNX model that returns both values of a node reaches PyTorch', async () => {
  const model = buildModel({
    nodes: [{ op: 'TopK', inputs: ['x', 'k'], outputs: ['values', 'places'] }],
    inputs: [{ name: 'x', dtype: 'float32', shape: [2, 9] }],
    outputs: [
      { name: 'values', dtype: 'float32', shape: [2, 3] },
      { name: 'places', dtype: 'int64', shape: [2, 3] },
    ],
    weights: [{ name: 'k', dtype: 'int64', shape: [1], bytes: bytesOf(BigInt64Array.from([3n])) }],
  });
  const results = await gate('runtimes: [pytorch]\n', { 'top.onnx': model });
  if (results === null) return;
  expect(results.cells.map(stateOf)).toEqual([['top', 'pytorch', 'pass', null]]);
});
