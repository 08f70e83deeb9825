/**
 * Small files that a reader could take for ever with, or fill the memory by: nested, repeated, packed, pointing at
 * themselves. Each reader answers, with what the file says or with what is wrong. The sizes are such that work that grows
 * faster than the file would outlast the test.
 */
import { deflateRawSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parsePythonHeader } from '../../src/adapters/python-header.js';
import { parseLock } from '../../src/baseline/parse-lock.js';
import { BytesInMemory } from '../../src/bytes/byte-reader.js';
import { crc32 } from '../../src/bytes/crc32.js';
import { Malformed } from '../../src/bytes/malformed.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { configSchema } from '../../src/config/schema.js';
import { discoverModels } from '../../src/discover/discover-models.js';
import { UserError } from '../../src/errors.js';
import { pickleImports } from '../../src/formats/pickle/pickle-imports.js';
import { codeInProgram } from '../../src/formats/pytorch/code-in-program.js';
import { readJsonGolden } from '../../src/golden/json.js';
import { readNpy } from '../../src/golden/npy.js';
import { readNpz } from '../../src/golden/npz.js';
import { readValueProto } from '../../src/golden/value-proto.js';
import { readSafetensors } from '../../src/values/safetensors.js';
import { storedZip } from '../models/stored-zip.js';
import { folderOf, hostIn } from './repository.js';

const MANY = 1_000_000;
const DEEP = 100_000;
const text = (content: string) => Buffer.from(content);
const bytes = (content: string) => Buffer.from(content, 'latin1');
const nested = (open: string, close: string, inner = '', depth = DEEP) =>
  `${open.repeat(depth)}${inner}${close.repeat(depth)}`;

/** Every file is a model of its own. */
async function discovered(files: Readonly<Record<string, Uint8Array>>): Promise<unknown> {
  return discoverModels(configSchema.parse({}), [], hostIn(folderOf(files)));
}

const model = (path: string, content: Uint8Array) => () => discovered({ [path]: content });

/** A field of protobuf that holds bytes. */
function field(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) return Buffer.from(bytes);
  }
}

/** Messages in each other, built from the inside. */
function messages(number: number, depth: number): Buffer {
  let size = 0;
  const heads: Buffer[] = [];
  for (let level = 0; level < depth; level++) {
    const head = Buffer.concat([varint(number * 8 + 2), varint(size)]);
    heads.push(head);
    size += head.length;
  }
  return Buffer.concat(heads.reverse());
}

const onnx = (graph: Uint8Array) =>
  Buffer.concat([Buffer.from([8, 8]), field(7, graph), field(8, Buffer.from([16, 17]))]);
const tag = (name: string) => `<net name="n" version="11">${name}</net>`;
const xml = (content: string) => text(`<?xml version="1.0"?>${content}`);

/** A vector of a FlatBuffer whose elements are all the same table, which is a vector of itself. */
function flatBuffer(identifier: string): Buffer {
  const file = Buffer.alloc(64 + 4 * MANY);
  file.writeUInt32LE(16, 0);
  file.write(identifier, 4, 'latin1');
  // A table at 16 whose fields all lead to a vector at 60, of offsets that lead back to the table.
  file.writeInt32LE(-16, 16);
  file.writeUInt16LE(28, 32);
  file.writeUInt16LE(8, 34);
  for (let slot = 0; slot < 12; slot++) file.writeUInt16LE(4, 36 + 2 * slot);
  file.writeUInt32LE(40, 20);
  file.writeUInt32LE(MANY, 60);
  for (let index = 0; index < MANY; index++) file.writeUInt32LE((16 - 64 - 4 * index) >>> 0, 64 + 4 * index);
  return file;
}

function npy(header: string, length = header.length): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(length);
  return Buffer.concat([Buffer.from('\x93NUMPY\x02\x00', 'latin1'), size, text(header)]);
}

function packedZip(name: string, unpacked: number | Uint8Array, declared: number): Buffer {
  const content = typeof unpacked === 'number' ? Buffer.alloc(unpacked) : unpacked;
  const packed = deflateRawSync(content);
  const zip = Buffer.from(storedZip({ [name]: packed }));
  const central = zip.lastIndexOf('PK\x01\x02', undefined, 'latin1');
  for (const [at, from] of [
    [0, 8],
    [central, 10],
  ] as const) {
    zip.writeUInt16LE(8, at + from);
    zip.writeUInt32LE(crc32(content), at + from + 6);
    zip.writeUInt32LE(declared, at + from + 14);
  }
  return zip;
}

/** The archive with its directory written that many times over: all entries share one packed content. */
function repeatedZip(zip: Buffer, times: number): Buffer {
  const start = zip.lastIndexOf('PK\x01\x02', undefined, 'latin1');
  const directory = zip.subarray(start, -22);
  const end = Buffer.from(zip.subarray(-22));
  end.writeUInt16LE(times, 8);
  end.writeUInt16LE(times, 10);
  end.writeUInt32LE(directory.length * times, 12);
  return Buffer.concat([zip.subarray(0, start), ...Array<Buffer>(times).fill(directory), end]);
}

const PICKLE = 'a/data/constants/custom_obj_0';
const marks = Buffer.concat([Buffer.from('\x80\x04', 'latin1'), Buffer.alloc(16 * MANY, '(')]);
const codeIn = (archive: Uint8Array) => codeInProgram(new BytesInMemory(archive), {});
const innerArchive = (times: number) => repeatedZip(packedZip('a/data.pkl', marks, marks.length), times);

const sizes = Buffer.alloc(8);
sizes.writeBigUInt64LE(1n << 50n);

const BOMBS: readonly [string, () => unknown][] = [
  ['XML, nested', model('a.xml', xml(tag(nested('<layers>', '</layers>'))))],
  ['XML, nested and cut', model('a.xml', xml(`<net>${'<layers>'.repeat(DEEP)}`))],
  [
    'XML, entities of entities',
    model(
      'a.xml',
      xml(
        `<!DOCTYPE net [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 20 }, (_, index) => `<!ENTITY a${index} "&a${index - 1};&a${index - 1};">`).join('')}]>${tag('&a19;')}`,
      ),
    ),
  ],
  [
    'XML, a million attributes',
    model('a.xml', xml(`<net ${Array.from({ length: MANY / 4 }, (_, index) => `a${index}=""`).join(' ')}/>`)),
  ],
  [
    'XML, a million layers',
    model('a.xml', xml(tag(`<layers>${'<layer id="0" name="x" type="Result"/>'.repeat(MANY / 4)}</layers>`))),
  ],
  ['XML, a long name', model('a.xml', xml(`<net ${'a'.repeat(16 * MANY)}`))],
  ['ONNX, graphs in graphs', model('a.onnx', onnx(messages(1, DEEP)))],
  ['ONNX, attributes in nodes in attributes', model('a.onnx', onnx(field(1, messages(5, DEEP))))],
  [
    'ONNX, a million nodes',
    model('a.onnx', onnx(Buffer.concat(Array.from({ length: MANY }, () => field(1, Buffer.alloc(0)))))),
  ],
  [
    'ONNX, a million inputs',
    model('a.onnx', onnx(Buffer.concat(Array.from({ length: MANY }, () => field(11, Buffer.alloc(0)))))),
  ],
  ['ONNX, a tensor of a million dimensions', model('a.onnx', onnx(field(5, field(1, Buffer.alloc(MANY, 1)))))],
  ['TFLite, tables in themselves', model('a.tflite', flatBuffer('TFL3'))],
  ['ORT, tables in themselves', model('a.ort', flatBuffer('ORTM'))],
  ['ExecuTorch, tables in themselves', model('a.pte', flatBuffer('ET12'))],
  ['StableHLO, tables in themselves', model('a.stablehlo', flatBuffer('JEFN'))],
  [
    'an archive that unpacks to a thousand times',
    model('a.pt2', packedZip('a/models/model.json', 256 * MANY, 256 * MANY)),
  ],
  [
    'an archive with the same pickle ten thousand times',
    () => codeIn(repeatedZip(packedZip(PICKLE, marks, marks.length), 10_000)),
  ],
  [
    'an archive with archives of the same pickle',
    () => codeIn(repeatedZip(packedZip(PICKLE, innerArchive(1000), innerArchive(1000).length), 1000)),
  ],
  [
    'an archive with the same list of weights ten thousand times',
    () =>
      codeIn(
        repeatedZip(
          packedZip('a/data/weights/x_config.json', text(`"${' '.repeat(16 * MANY)}"`), 16 * MANY + 2),
          10_000,
        ),
      ),
  ],
  [
    'an archive of sixty thousand entries',
    model('a.pt2', repeatedZip(Buffer.from(storedZip({ [PICKLE]: text('') })), 60_000)),
  ],
  ['a TFLite file with an archive behind it', model('a.tflite', Buffer.concat([flatBuffer('TFL3'), innerArchive(9)]))],
  ['an archive with a model in front of it', model('a.onnx', Buffer.concat([onnx(Buffer.alloc(0)), innerArchive(9)]))],
  ...['a.mar', 'a.nemo', 'a.tar', 'a.tar.gz', 'a.zip', 'a.keras', 'a.mlpackage', 'a.pt', 'a.pth'].map(
    (name): [string, () => unknown] => [`a ${name} that unpacks to much more`, model(name, innerArchive(1000))],
  ),
  ['gzip that unpacks to much more', model('a.nemo', gzipSync(Buffer.alloc(256 * MANY)))],
  [
    'a Keras archive with nested layers',
    model(
      'a.keras',
      storedZip({
        'config.json': text(nested('{"config":', '}', '1')),
        'metadata.json': text('{}'),
        'model.weights.h5': text(''),
      }),
    ),
  ],
  [
    'TensorFlow.js, nested',
    model(
      'model.json',
      text(`{"format":"layers-model","modelTopology":${nested('{"model_config":', '}', '1')},"weightsManifest":[]}`),
    ),
  ],
  ['ncnn, a million layers', model('a.param', text(`7767517\n${MANY} ${MANY}\n${'Input a 0 1 a\n'.repeat(MANY / 2)}`))],
  [
    'a SavedModel, nested',
    () => discovered({ 'm/saved_model.pb': messages(2, DEEP), 'm/variables/variables.index': text('') }),
  ],
  ['a pickle of texts', () => pickleImports(bytes(`\x80\x04${'\x8c\x02os\x8c\x06system\x93'.repeat(2 * MANY)}`))],
  ['a pickle that remembers without end', () => pickleImports(bytes(`N${'\x94'.repeat(32 * MANY)}`))],
  ['a pickle of names', () => pickleImports(text(Array.from({ length: MANY }, (_, n) => `ca\n${n}\n`).join('')))],
  [
    'a pickle of marks',
    () => pickleImports(Buffer.concat([Buffer.from('\x80\x04', 'latin1'), Buffer.alloc(32 * MANY, '(')])),
  ],
  ['a pickle of imports', () => pickleImports(bytes(`\x80\x04${'cos\nsystem\n'.repeat(MANY)}`))],
  ['npy, a header of 4 GiB', () => readNpy(npy('{', 0xffff_ffff))],
  ['npy, a nested header', () => readNpy(npy(`{'descr': ${nested('(', ')')}, 'fortran_order': False, 'shape': ()}`))],
  [
    'npy, a shape without end',
    () => readNpy(npy(`{'descr': '<f4', 'fortran_order': False, 'shape': (${'9,'.repeat(DEEP)})}`)),
  ],
  ['npz, more than it declares', () => readNpz(new BytesInMemory(packedZip('a.npy', 64 * MANY, 1000)))],
  ['JSON values, nested', () => readJsonGolden(`{"a":${nested('[', ']')}}`)],
  ['a value, nested', () => readValueProto(messages(4, DEEP), 'sequence')],
  ['safetensors, a header that is too long', () => readSafetensors(sizes)],
  [
    'YAML, aliases of aliases',
    () =>
      parseConfig(
        `a0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`).join('\n')}\n`,
        'c',
      ),
  ],
  ['YAML, nested', () => parseConfig(`models: ${nested('[', ']')}`, 'c')],
  ['YAML, nested keys', () => parseConfig(`models: ${nested('{a: ', '}')}`, 'c')],
  ['a baseline, nested', () => parseLock(`{"version":${nested('[', ']')}}`, 'l')],
  ['TOML, nested', () => parsePythonHeader('a.py', `# /// script\n# a = ${nested('[', ']')}\n# ///\n`)],
  ['TOML, a long key', () => parsePythonHeader('a.py', `# /// script\n# ${'a.'.repeat(DEEP)}b = 1\n# ///\n`)],
];

test.each(BOMBS)(
  '%s',
  async (_, read) => {
    const thrown = await Promise.resolve()
      .then(read)
      .then(
        () => null,
        (error: unknown) => error,
      );
    if (!(thrown instanceof UserError || thrown instanceof Malformed)) expect(thrown).toBeNull();
  },
  120_000,
);
