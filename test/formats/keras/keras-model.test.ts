import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findReader, readForm } from '../../../src/discover/read-form.js';
import { describeKeras } from '../../../src/formats/keras/keras-config.js';
import { readKerasModel } from '../../../src/formats/keras/keras-model.js';
import { kerasArchive, kerasFixture } from '../../models/build-keras.js';
import { storedZip } from '../../models/stored-zip.js';

const root = mkdtempSync(join(tmpdir(), 'keras-'));

function file(name: string, content: Uint8Array): string {
  const path = join(root, name);
  writeFileSync(path, content);
  return path;
}

const read = (name: string, content: Uint8Array) => readKerasModel(file(name, content));
const tensor = (dtype: string, shape: readonly (number | null)[]) => ({ kind: 'tensor', dtype, shape });

test('an archive says what goes in and which layers there are', () => {
  expect(read('conv.keras', kerasFixture('conv.keras'))).toEqual({
    signature: { inputs: [{ name: 'image', type: tensor('float32', [1, 16, 16, 3]) }], outputs: [] },
    operators: ['Conv2D', 'Dense', 'GlobalAveragePooling2D'].map((type) => ({ domain: 'keras', type, count: 1 })),
    narrow: null,
    code: [],
  });
});

test('layers inside layers are counted', () => {
  expect(read('recurrent.keras', kerasFixture('recurrent.keras'))).toMatchObject({
    operators: [
      { type: 'Bidirectional', count: 1 },
      { type: 'LSTM', count: 2 },
    ],
  });
});

test('a whole model in HDF5 is read by its attribute', () => {
  expect(read('dense.h5', kerasFixture('dense.h5'))).toEqual({
    signature: { inputs: [{ name: 'x', type: tensor('float32', [null, 4]) }], outputs: [] },
    operators: [{ domain: 'keras', type: 'Dense', count: 1 }],
    narrow: null,
    code: [],
  });
});

test('both are found by their content, whatever they are called', () => {
  for (const name of ['conv.keras', 'dense.h5']) {
    file(`called-otherwise-${name}.bin`, kerasFixture(name));
    expect(findReader(root, `called-otherwise-${name}.bin`)?.format).toBe('keras');
  }
});

test('a model that is code is one, and does not tell its inputs', () => {
  expect(read('custom.keras', kerasFixture('custom.keras'))).toEqual({
    signature: null,
    operators: [],
    narrow: null,
    code: ['uses Custom of code that is not in the file'],
  });
});

test('weights alone are no model, and the fault says what is missing', async () => {
  file('dense.weights.h5', kerasFixture('dense.weights.h5'));
  expect(findReader(root, 'dense.weights.h5')).toBeNull();
  expect((await readForm(root, 'dense.weights.h5')).content).toMatchObject({
    format: null,
    fault: { what: 'the HDF5 file holds no architecture' },
  });
});

test('inputs are in the order of the model, not in that of its layers', () => {
  const input = (name: string) => ({
    class_name: 'InputLayer',
    config: { name, dtype: 'float32', batch_shape: [null, 2] },
  });
  const model = (input_layers: unknown) =>
    kerasArchive({ class_name: 'Functional', config: { layers: [input('a'), input('b')], input_layers } });
  const names = (input_layers: unknown) => {
    const described = read('two.keras', model(input_layers));
    return 'fault' in described ? described : described.signature?.inputs.map(({ name }) => name);
  };
  expect(
    names([
      ['b', 0, 0],
      ['a', 0, 0],
    ]),
  ).toEqual(['b', 'a']);
  expect(names({ first: ['b', 0, 0], second: ['a', 0, 0] })).toEqual(['b', 'a']);
  expect(names(['a', 0, 0])).toEqual(['a']);
});

test('Keras 2 has another word for the shape, and a policy may stand for the type', () => {
  const config = { name: 'x', dtype: { config: { name: 'float16' } }, batch_input_shape: [null, 3] };
  const model = { class_name: 'Sequential', config: { layers: [{ class_name: 'InputLayer', config }] } };
  expect(read('two.keras', kerasArchive(model))).toMatchObject({
    signature: { inputs: [{ name: 'x', type: tensor('float16', [null, 3]) }] },
  });
});

test.each([
  ['empty', new Uint8Array()],
  ['cut off', kerasFixture('conv.keras').subarray(0, 900)],
  ['an HDF5 file that is cut off', kerasFixture('dense.h5').subarray(0, 1500)],
  ['an archive of something else', storedZip({ 'a.txt': Buffer.from('a') })],
  ['an architecture that is no JSON', storedZip({ 'config.json': Buffer.from('{"class_name"') })],
  ['an architecture that is no model', kerasArchive(['Dense'])],
])('%s is a fault', (_, content) => {
  expect(read('broken.keras', content)).toMatchObject({ fault: { next: expect.stringContaining('save') } });
});

test('an HDF5 file that ends behind its architecture is a fault too', () => {
  const whole = kerasFixture('dense.h5');
  expect(read('cut.h5', whole.subarray(0, whole.length - 8))).toEqual({
    fault: {
      what: 'the file is truncated or damaged',
      why: expect.stringMatching(/^it has [\d,]+ bytes, and its header says [\d,]+ bytes$/),
      next: expect.stringContaining('save'),
    },
  });
});

test('an entry that unpacks to more than it says is a fault', () => {
  const packed = deflateRawSync(Buffer.alloc(1 << 20));
  const archive = Buffer.from(storedZip({ 'config.json': packed, 'model.weights.h5': Buffer.from('weights') }));
  // The same entry, said to be deflated.
  for (const [mark, place] of [
    ['PK\x03\x04', 8],
    ['PK\x01\x02', 10],
  ] as const)
    archive.writeUInt16LE(8, archive.indexOf(Buffer.from(mark, 'latin1')) + place);
  expect(read('bomb.keras', archive)).toMatchObject({
    fault: { what: expect.stringMatching(/^config.json: holds more than/) },
  });
});

test('no damaged byte of a header does more than a fault', () => {
  const whole = kerasFixture('dense.h5');
  for (let at = 8; at < 900; at += 7) {
    const damaged = Buffer.from(whole);
    damaged[at] = 0xff;
    expect(() => read('damaged.h5', damaged)).not.toThrow();
  }
});

test.each([
  ['float32', null],
  ['mixed_float16', 'f16'],
  ['bfloat16', 'bf16'],
  [{ module: 'keras', class_name: 'DTypePolicy', config: { name: 'mixed_bfloat16' } }, 'bf16'],
])('layers with the policy %j compute in it', (dtype, narrow) => {
  const layers = [
    { class_name: 'Dense', config: { dtype } },
    { class_name: 'Softmax', config: { dtype: 'float32' } },
  ];
  expect(describeKeras({ class_name: 'Functional', config: { layers } })?.narrow).toBe(narrow);
});
