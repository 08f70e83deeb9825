/** What every shipped runtime must do, each as it is run: in its environment, through its harness, without network. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RuntimeFacts } from '../../src/adapters/define.js';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { isLocalBuild } from '../../src/adapters/python-requirement.js';
import { configSchema } from '../../src/config/schema.js';
import { COMMITTED_FORMATS } from '../../src/discover/read-form.js';
import { messageOf } from '../../src/errors.js';
import { columnsOf } from '../../src/plan/column.js';
import { platformFault } from '../../src/plan/static-check.js';
import { findLauncher } from '../../src/sandbox/launcher.js';
import { byteLength, type DType, type PackedDType } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { stringTensor, type Tensor, tensor, type Value, type Values } from '../../src/tensor/tensor.js';
import type { Format } from '../../src/types.js';
import { readValues, writeValues } from '../../src/values/value-folder.js';
import { loadResultSchema } from '../../src/worker/protocol.js';
import { Worker, type WorkerCommand } from '../../src/worker/worker.js';
import { runtimeKind } from '../../src/worker/worker-kinds.js';
import { PATIENT } from '../e2e/cli.js';
import { sharedCache } from '../environments/fresh-cache.js';
import { hostIn } from '../environments/host.js';
import { randomFloats } from '../models/random-floats.js';
import { plain } from '../tensor/arbitrary-tensor.js';
import { NEVER } from '../worker/scripted-worker.js';
import { FIXTURES, type FormatFixtures, type Lack } from './fixtures/format-fixtures.js';

const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
const host = hostIn(folder, { assets: resolve('lib'), cache: sharedCache, scratch: join(folder, 'scratch') });
const runtimes = (await findRuntimes(host, [])).filter(
  (runtime) => platformFault(runtime, `${process.platform}-${process.arch}`) === null,
);
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Reading {
  readonly format: Format;
  readonly fixtures: FormatFixtures;
}

let count = 0;

/** Bits that are different in every element and no NaN. */
function sample(dtype: DType): Tensor {
  if (dtype === 'string') return stringTensor([2, 2], ['a', 'é☃', '', 'b\nc']);
  const bytes = new Uint8Array(byteLength(dtype, 4)).map((_, i) => (dtype === 'bool' ? i % 2 : 16 * i + 33));
  // OpenVINO keeps int64 in 32 bits: numbers of that size arrive, which is what its table claims.
  if (dtype === 'int64') return tensor(dtype, [2, 2], bytesOf(BigInt64Array.of(1n, -2n, 3n, -(2n ** 31n))));
  return tensor(dtype as PackedDType, [2, 2], bytes);
}

/** Types that a runtime passes, but not in a model of that format. */
const NOT_PASSED: Readonly<Record<string, readonly DType[]>> = {
  // Its reader does not know bfloat16 there, and a Reshape is computed: in float32, and in integers of 32 bits.
  'openvino reading tflite': ['bfloat16', 'float64', 'uint64'],
};

test('there are runtimes to test', () => {
  expect(runtimes.length).toBeGreaterThanOrEqual(5);
});

/** They take no inputs whose sizes the model leaves open. */
const FIXED_SIZES = new Set(['litertjs', 'litertjs-browser']);

function readingsOf({ reads }: RuntimeFacts): readonly Reading[] {
  return reads.flatMap((format) => {
    const fixtures = FIXTURES[format];
    return fixtures === undefined ? [] : [{ format, fixtures }];
  });
}

test('there are models of every format that may be committed', () => {
  expect(COMMITTED_FORMATS.filter((format) => FIXTURES[format] === undefined)).toEqual([]);
});

// One worker a runtime, as in a gate: what a model of one format leaves behind must not disturb those of another.
describe.each(runtimes.filter((runtime) => readingsOf(runtime).length > 0))('$id', (runtime) => {
  const { id } = runtime;
  const [column] = columnsOf([id], [runtime], folder);
  let elsewhere: string | null = null;
  let worker: Worker;
  let home: string;

  beforeAll(async () => {
    await mkdir(host.scratch, { recursive: true });
    if (column === undefined) throw new Error('no column');
    let command: WorkerCommand;
    try {
      const context = {
        host,
        launcher: findLauncher('auto', host),
        config: configSchema.parse(PATIENT),
        allowCode: false,
      };
      command = (await runtimeKind(column, context).prepare(host.signal)).command();
    } catch (error) {
      // Its makers' index is not set here, or no browser is installed. Whatever else goes wrong is a failure.
      const foreign = runtime.dependencies.some(isLocalBuild) && /cannot be found/.test(messageOf(error));
      const pageless = runtime.browser && /needs a browser, and none is installed/.test(messageOf(error));
      if (!foreign && !pageless) throw error;
      elsewhere = messageOf(error);
      return;
    }
    home = command.folder.home;
    const started = await Worker.start(command);
    if (!started.ok) throw new Error(JSON.stringify(started.failure));
    worker = started.value;
  });
  beforeEach(({ skip }) => skip(elsewhere !== null, elsewhere ?? ''));
  afterAll(() => worker?.close());

  describe.each(readingsOf(runtime))('reading $format', ({ format, fixtures }: Reading) => {
    const lacks = (what: Lack) => fixtures.lacks?.includes(what) === true;
    const identity = (FIXED_SIZES.has(id) ? fixtures.fixedIdentity : undefined) ?? fixtures.identity;
    const float32Identity = identity('float32') ?? new Uint8Array();

    async function load(bytes: Uint8Array) {
      // It cannot write there, if this machine can keep it from that.
      const stem = join(worker.folder.given, `model-${count++}`);
      const path = `${stem}${fixtures.ending ?? `.${format}`}`;
      if (fixtures.file !== undefined) await mkdir(path);
      await writeFile(join(path, fixtures.file ?? ''), bytes);
      for (const [name, content] of Object.entries(fixtures.beside ?? {})) await writeFile(join(path, name), content);
      const { companion } = fixtures;
      if (companion !== undefined) await writeFile(`${stem}${companion.ending}`, companion.of(bytes));
      const options = column?.options ?? {};
      return worker.request({ method: 'load', handle: 'm', path, format, options, threads: 1 }, NEVER);
    }

    async function run(inputs: Values) {
      const [from, to] = [await worker.folder.give(), await worker.folder.make()];
      await writeValues(from, inputs);
      const outcome = await worker.request({ method: 'run', handle: 'm', inputs: from, outputs: to }, NEVER);
      return outcome.ok ? ({ ok: true, outputs: await readValues(to) } as const) : outcome;
    }

    test('has the version that it pins', () => {
      const pins = runtime.dependencies.map((pin) => pin.split(';', 1)[0]?.replaceAll('_', '-'));
      const separator = runtime.language === 'node' ? '@' : '==';
      expect(pins).toContain(`${runtime.package}${separator}${worker.version}`);
    });

    test('runs a network twice with the same bits, outputs under their names', async () => {
      const loaded = await load(fixtures.conv);
      const { signature } = loadResultSchema.parse(loaded.ok ? loaded.value : loaded);
      expect(signature.inputs.map(({ name }) => name)).toEqual(['image']);
      const outputs = lacks('outputs') ? [] : ['features', 'scores'];
      expect(signature.outputs.map(({ name }) => name).sort()).toEqual(outputs);
      const inputs = { image: tensor('float32', [...fixtures.imageShape], bytesOf(randomFloats(3, 768))) };
      const [first, second] = [await run(inputs), await run(inputs)];
      expect(first.ok && Object.keys(first.outputs).sort()).toEqual(['features', 'scores']);
      expect(first).toEqual(second);
    });

    test('passes every element type that it claims, unchanged', async () => {
      const excepted = NOT_PASSED[`${id} reading ${format}`] ?? [];
      for (const dtype of runtime.dtypes.filter((one) => !excepted.includes(one))) {
        const model = identity(dtype);
        if (model === null) continue;
        expect(await load(model), dtype).toMatchObject({ ok: true });
        const result = await run({ x: sample(dtype) });
        expect(result.ok ? plain(result.outputs.y as Value) : result, dtype).toEqual(plain(sample(dtype)));
      }
    });

    test.skipIf(fixtures.negatedScalar === null)('takes a scalar', async () => {
      expect(await load(fixtures.negatedScalar ?? new Uint8Array())).toMatchObject({ ok: true });
      const result = await run({ x: tensor('float32', [], bytesOf(Float32Array.of(2.5))) });
      expect(result.ok && plain(result.outputs.y as Value)).toEqual(
        plain(tensor('float32', [], bytesOf(Float32Array.of(-2.5)))),
      );
    });

    const wrongInputs: readonly [string, Values, Lack?][] = [
      ['element type', { x: tensor('float64', [2, 1], new Uint8Array(16)) }, 'types'],
      ['rank', { x: tensor('float32', [2], new Uint8Array(8)) }, 'ranks'],
      ['size', { x: tensor('float32', [3, 1], new Uint8Array(12)) }, 'sizes'],
      ['kind', { x: { kind: 'sequence', items: [] } }, 'types'],
      ['name', { z: tensor('float32', [2, 1], new Uint8Array(8)) }],
    ];
    test.each(wrongInputs.filter(([, , needs]) => needs === undefined || !lacks(needs)))(
      'refuses an input of the wrong %s in words and goes on',
      async (_, inputs) => {
        await load(float32Identity);
        expect(await run(inputs)).toMatchObject({
          ok: false,
          failure: { kind: 'failed', type: 'WrongInput', message: expect.stringMatching(/x/) },
        });
        expect(await run({ x: sample('float32') })).toMatchObject({ ok: true });
      },
    );

    test.skipIf(fixtures.unknownOperator === null)('says that an operator is missing, and which', async () => {
      expect(await load(fixtures.unknownOperator ?? new Uint8Array())).toMatchObject({
        ok: false,
        failure: { kind: 'unsupported', message: expect.stringContaining('FooBar') },
      });
    });

    test('survives a cut-off model and an empty one', async () => {
      for (const bytes of [float32Identity.subarray(0, float32Identity.length / 2), new Uint8Array()]) {
        expect(await load(bytes)).toMatchObject({ ok: false });
      }
      expect(await load(float32Identity)).toMatchObject({ ok: true });
    });

    test('has written nothing but its answers', async () => {
      await worker.request({ method: 'unload', handle: 'm' }, NEVER);
      expect(await readdir(home, { recursive: true })).toEqual([]);
    });
  });
});
