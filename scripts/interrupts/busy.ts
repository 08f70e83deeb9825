import { mkdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNpz } from '../../src/golden/npz.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { tensor } from '../../src/tensor/tensor.js';
import { smallNetwork } from '../bench/small-network.js';
import { graphBuilder } from '../numerics/graph-builder.js';

type Files = ReadonlyMap<string, Uint8Array | string>;

/** A repository, and a command of the gate that is busy with it for a while. `ROOT` is a folder of its own, `FRESH` one of each start. */
export interface Busy {
  readonly what: string;
  readonly args: readonly string[];
  files(): Files | Promise<Files>;
  readonly env?: Readonly<Record<string, string>>;
  /** Called before each start. */
  prepare?(root: string): void;
}

const REPORTED = ['--json', 'stopped.json', '--html', 'stopped.html'] as const;
/** Nothing is known of earlier runs. */
const OWN_CACHE = { PORTABILITY_CACHE: 'FRESH' };

export const BUSY: readonly Busy[] = [
  { what: 'planning 300 models', args: ['plan'], files: () => networks(300) },
  { what: 'a configuration of 1 MB', args: ['check'], files: largeConfig },
  { what: 'an ONNX graph of 200,000 nodes', args: ['check'], files: manyNodes },
  { what: 'an OpenVINO file of 60 MB, XML', args: ['check'], files: largeXml },
  { what: 'goldens of 256 MB in a ZIP of 0.3 MB', args: ['run', 'net', '--all', ...REPORTED], files: largeGolden },
  { what: 'goldens of 128 MB, protobuf', args: ['run', 'net', '--all', ...REPORTED], files: largeProtobuf },
  {
    what: 'a model of 16 GB, all zeros',
    args: ['check'],
    files: () => new Map([['net.onnx', '']]),
    prepare: largeModel,
  },
  {
    what: 'a conversion',
    args: ['convert', 'net-0', '--to', 'openvino-ir', '--out', 'made', '--no-cache'],
    files: () => networks(1),
    prepare: (root) => rmSync(join(root, 'repository', 'made'), { recursive: true, force: true }),
  },
  {
    what: 'references, noise floors and runs',
    args: ['run', '--all', ...REPORTED],
    files: () => networks(40),
    env: OWN_CACHE,
  },
  { what: 'unchanged cells, and their reports', args: ['run', ...REPORTED], files: () => networks(300) },
  { what: 'locating an operator', args: ['locate', 'net-0', 'onnxruntime-web'], files: drifting, env: OWN_CACHE },
  { what: 'mutants', args: ['mutate', 'net-0'], files: () => networks(1), env: OWN_CACHE },
  { what: 'recording goldens', args: ['record', '--overwrite'], files: () => networks(20), env: OWN_CACHE },
  { what: 'a new repository', args: ['init', '--dry-run'], files: () => networks(300) },
  {
    what: 'a cache of 5,000 entries',
    args: ['cache', 'prune', '--unused-for', '1d'],
    files: () => networks(1),
    env: { PORTABILITY_CACHE: 'ROOT/full' },
    prepare: fullCache,
  },
];

function networks(count: number): Files {
  return new Map(Array.from({ length: count }, (_, seed) => [`net-${seed}.onnx`, smallNetwork(seed)] as const));
}

/** Nothing is as far away as this tolerance demands. */
function drifting(): Files {
  return new Map<string, Uint8Array | string>([
    ...networks(1),
    ['portability.yml', 'runtimes: [onnxruntime-node, onnxruntime-web]\ntolerance: exact\nlocate: 60\n'],
  ]);
}

function largeConfig(): Files {
  const entries = Array.from(
    { length: 9000 },
    (_, index) => `  - { id: net-${index}, path: net-0.onnx, seed: ${index} }\n`,
  );
  return new Map<string, Uint8Array | string>([...networks(1), ['portability.yml', `models:\n${entries.join('')}`]]);
}

function manyNodes(): Files {
  const graph = graphBuilder(1);
  let value = 'x';
  for (let index = 0; index < 200_000; index += 1) value = graph.op('Relu', [value]);
  return new Map([['net.onnx', graph.finish({ x: [4] }, { y: { value, shape: [4] } })]]);
}

function largeXml(): Files {
  const layer = (id: number) =>
    `<layer id="${id}" name="p${id}" type="Parameter" version="opset1"><data shape="1" element_type="f32"/><output><port id="0" precision="FP32"><dim>1</dim></port></output></layer>\n`;
  const layers = Array.from({ length: 350_000 }, (_, id) => layer(id)).join('');
  const text = `<?xml version="1.0"?>\n<net name="n" version="11"><layers>\n${layers}</layers><edges/></net>\n`;
  return new Map<string, Uint8Array | string>([
    ['net.xml', text],
    ['net.bin', ''],
  ]);
}

async function largeGolden(): Promise<Files> {
  const shape = [64 * 2 ** 20];
  const graph = graphBuilder(1);
  const model = graph.finish({ x: shape }, { y: { value: graph.op('Relu', ['x']), shape } });
  const values = tensor('float32', shape, new Uint8Array((shape[0] as number) * 4));
  return new Map<string, Uint8Array | string>([
    ['net.onnx', model],
    ['golden/net/zeros.inputs.npz', await writeNpz(new Map([['x', values]]))],
    ['golden/net/zeros.outputs.npz', await writeNpz(new Map([['y', values]]))],
  ]);
}

/** As ONNX's own test data. */
function largeProtobuf(): Files {
  const shape = [32 * 2 ** 20];
  const graph = graphBuilder(1);
  const model = graph.finish({ x: shape }, { y: { value: graph.op('Relu', ['x']), shape } });
  const of = (name: string) =>
    onnx.TensorProto.encode({
      name,
      dims: shape,
      dataType: 1,
      rawData: new Uint8Array((shape[0] as number) * 4),
    }).finish();
  return new Map([
    ['net.onnx', model],
    ['golden/net/test_data_set_0/input_0.pb', of('x')],
    ['golden/net/test_data_set_0/output_0.pb', of('y')],
  ]);
}

/** It takes no space on the disk. */
function largeModel(root: string): void {
  truncateSync(join(root, 'repository', 'net.onnx'), 16 * 2 ** 30);
}

/** As of runs that nobody has used since. */
function fullCache(root: string): void {
  const folder = join(root, 'full', 'noise');
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < 5000; index += 1) {
    const path = join(folder, `${index.toString(16).padStart(64, '0')}.json`);
    writeFileSync(path, '{}');
    utimesSync(path, 0, 0);
  }
}
