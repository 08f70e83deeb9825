import { writeNpy } from '../../src/golden/npy.js';
import { writeNpz } from '../../src/golden/npz.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { tensor } from '../../src/tensor/tensor.js';
import { writeSafetensors } from '../../src/values/safetensors.js';
import { graphBuilder } from '../numerics/graph-builder.js';
import { type Account, accountOf, added } from './account.js';
import { damaged } from './damage.js';
import { watchedRun } from './watched-run.js';

/** Models of one run. */
const BATCH = 50;
/** Seconds that a cell may take on a busy machine. */
const CELL_SECONDS = 30;
const FLOAT = 1;

/** Files that were damaged, and what became of the cells. */
export interface Damaged {
  readonly what: string;
  readonly files: number;
  readonly account: Account;
}

/** The model with each kind of golden case in turn, one of its files damaged in each copy. */
export async function damagedFiles(count: number, runtimes: readonly string[]): Promise<Damaged[]> {
  const kinds: readonly [string, FilesOf][] = [
    ['ONNX', (id, seed) => [[`${id}.onnx`, damaged(model(), seed).bytes]]],
    ...[...(await goldens())].map(([name, filesOf]): [string, FilesOf] => [`golden case, ${name}`, filesOf]),
  ];
  const found: Damaged[] = [];
  for (const [index, [what, filesOf]] of kinds.entries()) {
    // Half of the damage is to models: they reach the runtimes.
    const files = Math.ceil(index === 0 ? count / 2 : count / 2 / (kinds.length - 1));
    const accounts: Account[] = [];
    for (let first = 0; first < files; first += BATCH)
      accounts.push(
        await batch(first, Math.min(files, first + BATCH), filesOf, index === 0 ? runtimes : runtimes.slice(0, 1)),
      );
    found.push({ what, files, account: added(accounts) });
  }
  return found;
}

type FilesOf = (id: string, seed: number) => readonly (readonly [path: string, content: Uint8Array])[];

async function batch(first: number, end: number, filesOf: FilesOf, runtimes: readonly string[]): Promise<Account> {
  const files = new Map<string, Uint8Array | string>();
  const models: string[] = [];
  for (let seed = first; seed < end; seed++) {
    const id = `net-${String(seed).padStart(4, '0')}`;
    models.push(id);
    files.set(`${id}.onnx`, model());
    for (const [path, content] of filesOf(id, seed)) files.set(path, content);
  }
  files.set(
    'portability.yml',
    `models: [${models.map((id) => `{ path: ${id}.onnx }`).join(', ')}]\nruntimes: [${runtimes.join(', ')}]\nlimits: { seconds: 60, start: 600 }\nlocate: off\n`,
  );
  const run = await watchedRun(files, { patience: 300 + models.length * runtimes.length * CELL_SECONDS });
  if (run.results === null) console.error(run.stderr.slice(-2000));
  return accountOf(run, { models, runtimes });
}

function model(): Uint8Array {
  const graph = graphBuilder(1);
  const hidden = graph.op('Tanh', [graph.op('MatMul', ['x', graph.weight([8, 8])])]);
  const value = graph.op('MatMul', [hidden, graph.weight([8, 4])]);
  return graph.finish({ x: [1, 8] }, { y: { value, shape: [1, 4] } });
}

/** By format: a golden case with damaged inputs. */
async function goldens(): Promise<ReadonlyMap<string, FilesOf>> {
  const numbers = Float32Array.from({ length: 8 }, (_, index) => Math.sin(index));
  const x = tensor('float32', [1, 8], new Uint8Array(numbers.buffer));
  const json = Buffer.from(JSON.stringify({ x: { dtype: 'float32', shape: [1, 8], data: [...numbers] } }));
  const proto = onnx.TensorProto.encode({
    name: 'x',
    dims: [1, 8],
    dataType: FLOAT,
    rawData: new Uint8Array(numbers.buffer),
  }).finish();
  const npz = await writeNpz(new Map([['x', x]]));
  const whole = new Map([
    ['.npz', [(id: string) => `golden/${id}/one.inputs.npz`, npz] as const],
    ['.npy', [(id: string) => `golden/${id}/one/inputs/x.npy`, writeNpy(x)] as const],
    [
      '.safetensors',
      [
        (id: string) => `golden/${id}/one.inputs.safetensors`,
        Buffer.concat(writeSafetensors(new Map([['x', x]]))),
      ] as const,
    ],
    ['.json', [(id: string) => `golden/${id}/one.inputs.json`, json] as const],
    ['.pb', [(id: string) => `golden/${id}/test_data_set_0/input_0.pb`, proto] as const],
  ]);
  return new Map(
    [...whole].map(([name, [pathOf, bytes]]) => [name, (id, seed) => [[pathOf(id), damaged(bytes, seed).bytes]]]),
  );
}
