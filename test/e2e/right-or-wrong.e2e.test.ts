// Kinds of models on which a gate is easily wrong: what is right passes, what is wrong does not.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type GraphBuilder, graphBuilder } from '../../scripts/numerics/graph-builder.js';
import { averages, centred, wideProducts } from '../../scripts/numerics/seeded-models.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { type ResultCell, resultsSchema } from '../../src/results/schema.js';
import { storageOf } from '../../src/tensor/elements.js';
import { encodeElements } from '../../src/tensor/encode-elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import { portability, repository } from './cli.js';
import type { Files } from './dense-repository.js';

async function cellsOf(files: Files): Promise<readonly ResultCell[]> {
  const { stdout, stderr } = await portability(['run', '--json', '-'], await repository(files));
  if (stdout === '') throw new Error(stderr);
  return resultsSchema.parse(JSON.parse(stdout)).cells;
}

test('long sums pass on runtimes that add one term after the other, whatever stands behind them', async () => {
  const files = Object.fromEntries([
    ...[7, 14, 28, 56, 112, 224].map((size) => [`average-${size}.onnx`, averages(9, size)] as const),
    ['centred.onnx', centred(10)],
    ['wide-products.onnx', wideProducts(11)],
    ['portability.yml', 'runtimes: [onnxruntime-web, openvino, tract, iree, tvm, mnn, ncnn, onnx-reference]'],
  ]);
  const cells = await cellsOf(files);
  expect(cells).toHaveLength(8 * 8);
  expect(cells.filter(({ state }) => state !== 'pass').map(({ model, runtime }) => [model, runtime])).toEqual([]);
});

/** A network that turns floats into tokens and looks them up, as Keras exports text models. */
function textModel(head: number): Uint8Array {
  const g = graphBuilder(12);
  const tokens = g.op('Cast', ['x'], { to: 6 });
  const mean = g.op('ReduceMean', [g.op('Gather', [g.weight([100, 8], 1), tokens])], { axes: [1], keepdims: 0 });
  const score = g.op('Sigmoid', [g.op('Mul', [g.op('MatMul', [mean, g.weight([8, 1], 1)]), g.number(head)])]);
  return g.finish({ x: [1, 16] }, { y: { value: score, shape: [1, 1] } });
}

test('another training of a network that looks up tokens does not pass', async () => {
  const root = await repository({
    'text.onnx': textModel(5),
    'portability.yml': [
      'runtimes: [onnxruntime-node, onnxruntime-web]',
      'models: [{ path: text.onnx, inputs: { x: { choices: [3, 14, 15, 92, 65, 35] } } }]',
    ].join('\n'),
  });
  expect(await portability(['record'], root)).toMatchObject({ code: 0 });
  const states = async () => {
    const { stdout } = await portability(['run', '--json', '-'], root);
    return resultsSchema.parse(JSON.parse(stdout)).cells.map(({ state }) => state);
  };
  expect(await states()).toEqual(['pass', 'pass']);
  writeFileSync(join(root, 'text.onnx'), textModel(-5));
  expect(await states()).toEqual(['drift', 'drift']);
});

function randomModel(make: (g: GraphBuilder) => string): Uint8Array {
  const g = graphBuilder(13);
  const value = g.op('MatMul', [make(g), g.weight([16, 4])]);
  return g.finish({ x: [4, 16] }, { y: { value, shape: [4, 4] } });
}

test('a model that draws random numbers is an error that names what draws them', async () => {
  const cells = await cellsOf({
    'noise.onnx': randomModel((g) => g.op('Add', ['x', g.op('RandomNormalLike', ['x'])])),
    'quiet.onnx': randomModel((g) => g.op('Add', ['x', g.op('RandomNormalLike', ['x'], { scale: { f: 1e-6 } })])),
    'portability.yml': 'runtimes: [onnxruntime-node, onnxruntime-web]',
  });
  for (const { state, fault } of cells) {
    expect(state).toBe('error');
    expect(fault).toMatchObject({
      what: expect.stringContaining('random'),
      why: expect.stringContaining('RandomNormalLike'),
    });
  }
});

/** A convolution behind a reshape to five sizes, of which the file states four, and the half of them wrongly. */
function staleModel(): Uint8Array {
  const g = graphBuilder(14);
  const five = g.op('Concat', [g.op('Shape', ['x']), g.integers([1])], { axis: 0 });
  const flat = g.op('ReduceMean', [g.op('Reshape', ['x', five])], { axes: [4], keepdims: 0 });
  const value = g.op('Conv', [flat, g.weight([4, 4, 3, 3])], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
  const model = onnx.ModelProto.decode(g.finish({ x: [1, 4, 16, 16] }, { y: { value, shape: [1, 4, 16, 16] } }));
  const stated = (name: string, elemType: number, ...sizes: number[]) =>
    ({ name, type: { tensorType: { elemType, shape: { dim: sizes.map((dimValue) => ({ dimValue })) } } } }) as const;
  const valueInfo = [stated(five, 7, 4), stated(flat, 1, 1, 4, 8, 8)];
  return onnx.ModelProto.encode({ ...model, graph: { ...model.graph, valueInfo } }).finish();
}

test('wrong sizes of inner values, which most readers ignore, make no cell red, and are said', async () => {
  const cells = await cellsOf({
    'stale.onnx': staleModel(),
    'portability.yml': 'runtimes: [onnxruntime-node, onnxruntime-web, openvino, tract]',
  });
  expect(cells.map(({ state }) => state)).toEqual(['pass', 'pass', 'pass', 'pass']);
  const { staleSizes } = cells.find(({ runtime }) => runtime === 'tract') ?? {};
  expect(staleSizes?.[0]).toMatchObject({ form: 'stale.onnx', why: expect.stringContaining('[1, 4, 16, 16]') });
});

/** A convolution of 5×5, which MNN by itself computes in tiles that may leave 13 bits, or of 512 channels. */
function wideConvolution(channels: number, kernel: number, size: number, out = 8): Uint8Array {
  const g = graphBuilder(17);
  const pad = (kernel - 1) / 2;
  const weight = g.weight([out, channels, kernel, kernel], 1 / (kernel * Math.sqrt(channels)));
  const value = g.op('Conv', ['x', weight], { pads: [pad, pad, pad, pad] });
  return g.finish({ x: [1, channels, size, size] }, { y: { value, shape: [1, out, size, size] } });
}

test('convolutions of large kernels and of many channels pass on MNN without large tiles, and on ncnn', async () => {
  const columns = ['small', 'none'].map(
    (winograd) => `{ id: ${winograd}, use: mnn, options: { winograd: ${winograd} } }`,
  );
  const cells = await cellsOf({
    'five.onnx': wideConvolution(16, 5, 14),
    'seven.onnx': wideConvolution(32, 7, 28),
    'deep.onnx': wideConvolution(512, 3, 14),
    // ncnn's tiles of eight: single elements are far off.
    'edges.onnx': wideConvolution(32, 3, 56, 32),
    'portability.yml': `runtimes: [${columns.join(', ')}, ncnn]`,
  });
  const red = cells.filter(({ state }) => state !== 'pass').map(({ model, runtime, state }) => [model, runtime, state]);
  expect(cells).toHaveLength(12);
  // Tiles of eight are MNN's smallest for such a kernel.
  expect(red).toEqual([['seven', 'small', 'drift']]);
});

/** An image resized along both axes by ratios that are no powers of two: places between pixels are rounded. */
function oddlyResized(mode: string, coordinates: string): Uint8Array {
  const g = graphBuilder(18);
  const value = g.op('Resize', ['x', '', '', g.integers([1, 8, 133, 247])], {
    mode,
    coordinate_transformation_mode: coordinates,
  });
  return g.finish({ x: [1, 8, 60, 100] }, { y: { value, shape: [1, 8, 133, 247] } });
}

test('places between pixels are rounded, which is no drift', async () => {
  const cells = await cellsOf({
    'corners.onnx': oddlyResized('linear', 'align_corners'),
    'cubic.onnx': oddlyResized('cubic', 'half_pixel'),
    'linear.onnx': oddlyResized('linear', 'half_pixel'),
    'portability.yml': 'runtimes: [onnxruntime-node, onnxruntime-web, openvino, tract, litert]',
  });
  const red = cells
    .filter(({ state }) => state === 'drift')
    .map(({ model, runtime, reason }) => [model, runtime, reason]);
  expect(red).toEqual([]);
  expect(cells.filter(({ state }) => state === 'pass').length).toBeGreaterThan(10);
});

/** The same network with all numbers, and its input and output, in float16. */
function inHalf(bytes: Uint8Array): Uint8Array {
  const model = onnx.ModelProto.decode(bytes);
  const port = (info: onnx.ValueInfoProto.$Properties) => {
    if (info.type?.tensorType != null) info.type.tensorType.elemType = 10;
  };
  for (const info of [...(model.graph?.input ?? []), ...(model.graph?.output ?? [])]) port(info);
  for (const weight of model.graph?.initializer ?? [])
    if (weight.dataType === 1) {
      const numbers = storageOf(tensor('float32', weight.dims?.map(Number) ?? [], weight.rawData ?? new Uint8Array()));
      weight.rawData = encodeElements('float16', numbers);
      weight.dataType = 10;
    }
  return onnx.ModelProto.encode(model).finish();
}

function smallConvolution(seed: number): Uint8Array {
  const g = graphBuilder(seed);
  const features = g.op('Relu', [g.op('Conv', ['x', g.weight([8, 3, 3, 3], 0.2)], { pads: [1, 1, 1, 1] })]);
  const value = g.op('Conv', [features, g.weight([4, 8, 3, 3], 0.1)]);
  return g.finish({ x: [1, 3, 12, 12] }, { y: { value, shape: [1, 4, 10, 10] } });
}

test('a float16 file with float16 inputs and outputs beside the float32 one is judged as the precision it declares', async () => {
  const config = (declared: string) =>
    `runtimes: [onnxruntime-node, openvino]\nmodels: [{ id: net, forms: [net.onnx, { path: net_fp16.onnx${declared} }] }]`;
  const files = (other: number, declared = ', precision: f16') => ({
    'net.onnx': smallConvolution(15),
    'net_fp16.onnx': inHalf(smallConvolution(other)),
    'portability.yml': config(declared),
  });
  const states = async (one: Files) => (await cellsOf(one)).map(({ state }) => state);
  expect(await states(files(15))).toEqual(['pass', 'pass']);
  // Another training.
  expect(await states(files(16))).toEqual(['drift', 'drift']);
  for (const { state, fault } of await cellsOf(files(15, ''))) {
    expect(state).toBe('run-failed');
    expect(fault).toMatchObject({ next: expect.stringContaining('precision: f16') });
  }
});
