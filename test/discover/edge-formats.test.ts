/** Files of edge runtimes: what is read of each, and that nothing in them can do harm. */
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { discoverModels } from '../../src/discover/discover-models.js';
import { findReader, readForm } from '../../src/discover/read-form.js';
import type { Signature } from '../../src/types.js';
import { FIXTURES } from '../adapters/fixtures/format-fixtures.js';
import { ncnnFixtures } from '../adapters/fixtures/ncnn.js';
import { packedModel } from '../adapters/fixtures/packed.js';
import { buildModel } from '../models/build-model.js';
import { folderOf, hostIn, repositoryOf } from './repository.js';

const ncnn = { 'net.param': ncnnFixtures.conv, 'net.bin': 'weights' };
const ir = { 'net.xml': packedModel('openvino-ir', 'conv'), 'net.bin': packedModel('openvino-ir', 'conv.bin') };
const port = (name: string, shape: readonly (number | null)[] | null, dtype: 'float32' | 'int64' = 'float32') => ({
  name,
  type: { kind: 'tensor', dtype, shape },
});
const CONV = {
  inputs: [port('image', [1, 3, 16, 16])],
  outputs: [port('features', [1, 8, 16, 16]), port('scores', [1, 5])],
};

async function read(files: Readonly<Record<string, string | Uint8Array>>, path: string) {
  const { content, bytes } = await readForm(folderOf(files), path);
  return { ...content, bytes };
}

const faultOf = (content: object) => ('fault' in content ? content.fault : null);
const signatureOf = (content: object) => ('signature' in content ? (content.signature as Signature | null) : undefined);

test.each([
  ['ort', { 'net.ort': packedModel('ort', 'conv') }, 'net.ort', CONV],
  ['openvino-ir', ir, 'net.xml', CONV],
  [
    'executorch',
    { 'net.pte': packedModel('executorch', 'conv') },
    'net.pte',
    { ...CONV, outputs: [...CONV.outputs].reverse() },
  ],
  ['coreml', { 'net.mlmodel': packedModel('coreml', 'conv') }, 'net.mlmodel', CONV],
  [
    'ncnn',
    ncnn,
    'net.param',
    { inputs: [port('image', null)], outputs: [port('features', null), port('scores', null)] },
  ],
  // No element types of outputs there.
  ['mnn', { 'net.mnn': packedModel('mnn', 'conv') }, 'net.mnn', null],
] as const)('%s: names, types and sizes, and the files that belong to it', async (format, files, path, signature) => {
  expect(findReader(folderOf(files), path)?.format).toBe(format);
  const content = await read(files, path);
  expect(content).toMatchObject({ format, signature });
  expect(content.bytes).toBe(Object.values(files).reduce((sum, file) => sum + file.length, 0));
});

test('a model whose outputs are gone is a fault of the file, not of the machine', async () => {
  const damaged = Buffer.from(packedModel('openvino-ir', 'conv')).toString('utf8').replaceAll('"Result"', '"Resuld"');
  expect(faultOf(await read({ ...ir, 'net.xml': damaged }, 'net.xml'))).toMatchObject({
    what: 'the model has no outputs',
  });
});

test('a name that no object of JavaScript can have is a fault of the file', async () => {
  const model = buildModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: [1] }],
    outputs: [{ name: '__proto__', dtype: 'float32', shape: [1] }],
    nodes: [{ op: 'Abs', inputs: ['x'], outputs: ['__proto__'] }],
  });
  expect(faultOf(await read({ 'net.onnx': model }, 'net.onnx'))).toMatchObject({
    what: 'an input or output is called __proto__',
  });
});

test.each([
  ['net.bin', packedModel('ort', 'conv'), 'ort'],
  ['net.bin', packedModel('executorch', 'conv'), 'executorch'],
  ['net.txt', ncnnFixtures.conv, 'ncnn'],
  // Layers in the middle of a conversion, which nothing runs.
  ['net.pnnx.param', '7767517\n2 1\npnnx.Input in0 0 1 0 #0=(1,3)f32\npnnx.Output out0 1 0 0\n', null],
  ['a.param', 'learning-rate 0.1\n', null],
  ['pom.xml', '<?xml version="1.0"?>\n<project><net/></project>\n', null],
  ['net.mnn', 'text', 'mnn'],
])('%s is told by its content: %3$s', (name, content, format) => {
  expect(findReader(folderOf({ [name]: content }), name)?.format ?? null).toBe(format);
});

test('an ExecuTorch program names by place what it has no name for', async () => {
  const content = await read({ 'net.pte': packedModel('executorch', 'positional') }, 'net.pte');
  expect(signatureOf(content)).toEqual({
    inputs: [port('input_0', [2, 5], 'int64'), port('input_1', [1])],
    outputs: [port('output_0', [2, 5, 4]), port('output_1', [2, 5], 'int64')],
  });
  expect(content).toMatchObject({
    operators: expect.arrayContaining([expect.objectContaining({ type: 'aten::embedding.out' })]),
  });
});

test('what our converters write beside a file goes before what the file says', async () => {
  const signature = { inputs: [port('ids', [null, 6], 'int64')], outputs: [port('hidden', null)] };
  const files = { ...ncnn, 'net.param.json': JSON.stringify({ signature, blobs: {}, batch: {} }) };
  const content = await read(files, 'net.param');
  expect(content).toMatchObject({ signature, companions: ['net.bin', 'net.param.json'] });
  expect(faultOf(await read({ ...files, 'net.param.json': '{"signature": 5}' }, 'net.param'))).toMatchObject({
    what: 'net.param.json is not a signature',
  });
});

test('weights that are not there, or are a pointer of Git LFS, are said', async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;
  expect(faultOf(await read({ 'net.param': ncnnFixtures.conv }, 'net.param'))).toEqual({
    what: 'net.bin, which holds the weights of the network, is missing',
    next: 'commit net.bin too',
  });
  for (const [files, path] of [
    [ncnn, 'net.param'],
    [ir, 'net.xml'],
  ] as const)
    expect(faultOf(await read({ ...files, 'net.bin': pointer }, path))).toMatchObject({
      what: 'net.bin: the file is a Git LFS pointer, not the model',
    });
});

test('ncnn: integers are what is looked up in a table, also behind a layer that moves them', async () => {
  const layers = ['Input ids 0 1 ids', 'Split split 1 2 ids a b', 'Embed table 1 1 a rows 0=8', 'Noop same 1 1 b copy'];
  const content = await read({ ...ncnn, 'net.param': `7767517\r\n4 5\r\n${layers.join('\r\n')}\r\n` }, 'net.param');
  expect(signatureOf(content)?.inputs[0]?.type).toMatchObject({ dtype: 'int32' });
  expect(signatureOf(content)?.outputs.map(({ name }) => name)).toEqual(['rows', 'copy']);
});

test('OpenVINO: of several names the first in the alphabet; without any, that of the layer', async () => {
  const layer = (id: number, type: string, inside: string, more = '') =>
    `<layer id="${id}" name="layer${id}" type="${type}"${more}>${inside}</layer>`;
  const ports = (place: string, ...ports: string[]) => `<${place}>${ports.join('')}</${place}>`;
  const port = (id: number, names = '') => `<port id="${id}" precision="I64"${names}><dim>-1</dim><dim>3</dim></port>`;
  const text = [
    '<net name="m" version="11"><layers>',
    layer(0, 'Parameter', ports('output', port(0, ' names="zed,m\\,x,b"'))),
    // Its body has inputs of its own.
    layer(1, 'Loop', `${ports('output', port(1), port(2))}<body><layers>${layer(7, 'Parameter', '')}</layers></body>`),
    layer(2, 'Result', ports('input', port(0))),
    layer(3, 'Result', ports('input', port(0)), ' output_names="y,x"'),
    '</layers><edges><edge from-layer="1" from-port="2" to-layer="2" to-port="0"/>',
    '<edge from-layer="0" from-port="0" to-layer="3" to-port="0"/></edges></net>',
  ].join('\n');
  const content = await read({ 'net.xml': text }, 'net.xml');
  expect(signatureOf(content)).toMatchObject({
    inputs: [{ name: 'b', type: { dtype: 'int64', shape: [null, 3] } }],
    outputs: [{ name: 'layer1.1' }, { name: 'x' }],
  });
  // An entity that would grow is none, and the file not well-formed.
  const bomb = `<net name="m"><layers>&lol;</layers></net>`;
  expect(faultOf(await read({ 'net.xml': bomb }, 'net.xml'))).not.toBeNull();
});

test('a Core ML package is one form, told by its name and its manifest', async () => {
  const specification = packedModel('coreml', 'conv');
  const files = {
    'app/net.mlpackage/Manifest.json': '{}',
    'app/net.mlpackage/Data/com.apple.CoreML/model.mlmodel': specification,
    'app/net.mlpackage/Data/com.apple.CoreML/weights/weight.bin': 'weights',
    'site/Manifest.json': '{}',
  };
  const models = await discoverModels(configSchema.parse({}), [], hostIn(repositoryOf(files)));
  expect(models.map(({ id, forms }) => [id, forms[0].content.format, forms[0].bytes])).toEqual([
    ['app/net.mlpackage', 'coreml', specification.length + 9],
  ]);
  expect(signatureOf(models[0]?.forms[0].content ?? {})).toEqual(CONV);
  const { 'app/net.mlpackage/Data/com.apple.CoreML/model.mlmodel': _, ...rest } = files;
  expect(faultOf(await read(rest, 'app/net.mlpackage'))).toMatchObject({ next: 'commit the whole folder' });
});

const FORMATS = ['ort', 'openvino-ir', 'executorch', 'ncnn', 'mnn', 'coreml'] as const;
const ENDINGS = { ort: 'ort', 'openvino-ir': 'xml', executorch: 'pte', ncnn: 'param', mnn: 'mnn', coreml: 'mlmodel' };

test.each(FORMATS)('%s: a damaged file is a fault or another model, never an exception', async (format) => {
  const whole = FIXTURES[format]?.conv ?? new Uint8Array();
  const name = `net.${ENDINGS[format]}`;
  const root = folderOf({ [name]: whole, 'net.bin': '' });
  const change = fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 4 }), fc.nat({ max: whole.length }), async (changes, length) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, value] of changes) bytes[at] = value;
      writeFileSync(join(root, name), bytes.subarray(0, length));
      await readForm(root, name);
    }),
    { numRuns: 60 },
  );
});

describe('weights beside an OpenVINO model through a link', () => {
  const linked = (target: string) => {
    const { 'net.bin': weights, ...rest } = ir;
    const root = folderOf({ ...rest, 'shared/w.bin': weights });
    symlinkSync(target, join(root, 'net.bin'));
    return root;
  };

  test('are part of the model: other weights are another model', async () => {
    const root = linked('shared/w.bin');
    const before = await readForm(root, 'net.xml');
    writeFileSync(join(root, 'shared/w.bin'), 'other');
    const after = await readForm(root, 'net.xml');
    expect('fault' in before.content ? before.content.fault : null).toBeNull();
    expect(before.sha256).not.toBe(after.sha256);
  });

  test.each([
    ['out of the repository', '/etc/hostname', 'net.bin: it is reached through a link that leads out'],
    ['to nothing', 'shared/none.bin', 'net.bin is a link that leads to no file'],
  ])('are a fault when it leads %s', async (_, target, what) => {
    const { content } = await readForm(linked(target), 'net.xml');
    expect('fault' in content ? content.fault.what : '').toContain(what);
  });
});
