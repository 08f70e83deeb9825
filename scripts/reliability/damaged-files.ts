import { writeNpy } from '../../src/golden/npy.js';
import { writeNpz } from '../../src/golden/npz.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { tensor } from '../../src/tensor/tensor.js';
import { writeSafetensors } from '../../src/values/safetensors.js';
import { graphBuilder } from '../numerics/graph-builder.js';
import { type Account, accountOf, added } from './account.js';
import { damaged } from './damage.js';
import type { CommittedForm } from './damaged-forms.js';
import { watchedRun } from './watched-run.js';

/** Models of one run. */
const BATCH = 50;
/** Seconds that a cell may take on a busy machine. */
const CELL_SECONDS = 30;
const FLOAT = 1;

/** Files that were damaged, and what became of the cells. */
export interface Damaged {
  readonly what: string;
  readonly runtimes: readonly string[];
  readonly files: number;
  readonly account: Account;
}

/** One kind of file, a model with it in which one is damaged, and what it runs on. */
interface Kind {
  readonly what: string;
  readonly runtimes: readonly string[];
  /** The file that stands for the model. */
  readonly main: string;
  /** By path below the folder of the model. */
  files(seed: number): ReadonlyMap<string, Uint8Array>;
}

/**
 * The model in each format and with each kind of golden case in turn, one of its files damaged in each copy.
 * @param forms of the model in other formats than ONNX
 */
export async function damagedFiles(
  count: number,
  runtimes: readonly string[],
  forms: readonly CommittedForm[] = [],
): Promise<Damaged[]> {
  const inModels = [damagedOnnx(runtimes), ...forms.map(damagedForm)];
  const inGoldens = await damagedGoldens(runtimes.slice(0, 1));
  const found: Damaged[] = [];
  // Half of the damage is to models: they reach the runtimes.
  for (const kinds of [inModels, inGoldens])
    for (const kind of kinds) {
      const files = Math.ceil(count / 2 / kinds.length);
      const accounts: Account[] = [];
      for (let first = 0; first < files; first += BATCH)
        accounts.push(await batch(first, Math.min(files, first + BATCH), kind));
      found.push({ what: kind.what, runtimes: kind.runtimes, files, account: added(accounts) });
    }
  return found;
}

async function batch(first: number, end: number, { runtimes, main, files: filesOf }: Kind): Promise<Account> {
  const files = new Map<string, Uint8Array | string>();
  const models: string[] = [];
  for (let seed = first; seed < end; seed++) {
    const id = `net-${String(seed).padStart(4, '0')}`;
    models.push(id);
    for (const [path, content] of filesOf(seed)) files.set(`${id}/${path}`, content);
  }
  const entries = models.map((id) => `{ id: ${id}, path: ${id}/${main}, golden: ${id}/golden }`);
  files.set(
    'portability.yml',
    `models: [${entries.join(', ')}]\nruntimes: [${runtimes.join(', ')}]\nlimits: { seconds: 60, start: 600 }\nlocate: off\n`,
  );
  const run = await watchedRun(files, { patience: 300 + models.length * runtimes.length * CELL_SECONDS });
  if (run.results === null) console.error(run.stderr.slice(-2000));
  return accountOf(run, { models, runtimes });
}

/** The model before it is damaged. */
export function wholeModel(): Uint8Array {
  const graph = graphBuilder(1);
  const hidden = graph.op('Tanh', [graph.op('MatMul', ['x', graph.weight([8, 8])])]);
  const value = graph.op('MatMul', [hidden, graph.weight([8, 4])]);
  return graph.finish({ x: [1, 8] }, { y: { value, shape: [1, 4] } });
}

function damagedOnnx(runtimes: readonly string[]): Kind {
  const main = 'model.onnx';
  return {
    what: 'ONNX',
    runtimes,
    main,
    files: (seed) => new Map([[main, damaged(wholeModel(), seed).bytes], INPUTS]),
  };
}

function damagedForm({ format, runtime, main, files }: CommittedForm): Kind {
  return {
    what: format,
    runtimes: [runtime],
    main,
    files(seed) {
      const hit = [...files.keys()][seed % files.size];
      const after = [...files].map(
        ([name, bytes]) => [name, name === hit ? damaged(bytes, seed).bytes : bytes] as const,
      );
      return new Map([...after, INPUTS]);
    },
  };
}

/** The inputs of the model. */
const NUMBERS = Float32Array.from({ length: 8 }, (_, index) => Math.sin(index));

const INPUTS_JSON = Buffer.from(JSON.stringify({ x: { dtype: 'float32', shape: [1, 8], data: [...NUMBERS] } }));
const INPUTS = ['golden/one.inputs.json', INPUTS_JSON] as const;

/** By format: the model with a golden case whose inputs are damaged. */
async function damagedGoldens(runtimes: readonly string[]): Promise<Kind[]> {
  const x = tensor('float32', [1, 8], new Uint8Array(NUMBERS.buffer));
  const proto = onnx.TensorProto.encode({
    name: 'x',
    dims: [1, 8],
    dataType: FLOAT,
    rawData: new Uint8Array(NUMBERS.buffer),
  }).finish();
  const whole: readonly (readonly [kind: string, path: string, bytes: Uint8Array])[] = [
    ['.npz', 'one.inputs.npz', await writeNpz(new Map([['x', x]]))],
    ['.npy', 'one/inputs/x.npy', writeNpy(x)],
    ['.safetensors', 'one.inputs.safetensors', Buffer.concat(writeSafetensors(new Map([['x', x]])))],
    ['.json', 'one.inputs.json', INPUTS_JSON],
    ['.pb', 'test_data_set_0/input_0.pb', proto],
  ];
  return whole.map(([kind, path, bytes]) => ({
    what: `golden case, ${kind}`,
    runtimes,
    main: 'model.onnx',
    files: (seed) =>
      new Map([
        ['model.onnx', wholeModel()],
        [`golden/${path}`, damaged(bytes, seed).bytes],
      ]),
  }));
}
