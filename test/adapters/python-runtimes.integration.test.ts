/** The shipped Python runtimes as they are run: in their own environments, through the harness and the worker protocol. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPythonRuntime } from '../../src/adapters/python-header.js';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import { defaultsOf } from '../../src/plan/checked-options.js';
import { workerEnvironment } from '../../src/sandbox/env.js';
import { byteLength, type DType, type PackedDType } from '../../src/tensor/dtype.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { stringTensor, type Tensor, tensor, type Value, type Values } from '../../src/tensor/tensor.js';
import type { Options } from '../../src/types.js';
import { readValues, writeValues } from '../../src/values/value-folder.js';
import { runResultSchema } from '../../src/worker/protocol.js';
import { Worker } from '../../src/worker/worker.js';
import { WorkerFolder } from '../../src/worker/worker-folder.js';
import { sharedCache } from '../environments/fresh-cache.js';
import { hostIn, SOURCES } from '../environments/host.js';
import { buildModel } from '../models/build-model.js';
import { buildTfliteRecurrentModel } from '../models/build-tflite.js';
import { plain } from '../tensor/arbitrary-tensor.js';
import { NEVER } from '../worker/scripted-worker.js';
import { oneNodeModel, tensorOf } from './identity-model.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'python-runtimes-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
const fresh = () => join(folder, String(count++));

async function start(file: string, interpreterOf = file, version?: string): Promise<Worker> {
  const facts = await readPythonRuntime(interpreterOf);
  const { python } = await preparePythonEnvironment(facts, version, hostIn(folder, { cache: sharedCache }));
  const own = WorkerFolder.create(folder, false);
  const started = await Worker.start({
    argv: [python, join(SOURCES, 'worker', 'harness.py'), file],
    env: workerEnvironment(process.env, { scratch: own.home, threads: 1 }),
    folder: own,
    ends: false,
    memoryBytes: 4 * 2 ** 30,
    startSeconds: NEVER,
    signal: new AbortController().signal,
  });
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  return started.value;
}

async function load(worker: Worker, bytes: Uint8Array, options = {}) {
  const path = `${fresh()}.onnx`;
  await writeFile(path, bytes);
  return worker.request({ method: 'load', handle: 'm', path, format: 'onnx', options, threads: 1 }, NEVER);
}

async function run(worker: Worker, inputs: Values) {
  const [from, to] = [fresh(), fresh()];
  await writeValues(from, inputs);
  const outcome = await worker.request({ method: 'run', handle: 'm', inputs: from, outputs: to }, NEVER);
  if (!outcome.ok) return outcome;
  const { peakRssBytes } = runResultSchema.parse(outcome.value);
  expect(peakRssBytes).toBeGreaterThan(10 << 20);
  return { ok: true, outputs: await readValues(to) } as const;
}

/** The options of a shipped adapter: its defaults, but for some. */
async function optionsOf(id: string, own: Options): Promise<Options> {
  return { ...defaultsOf(await readPythonRuntime(shipped(id))), ...own };
}
const ort = (own: Options) => optionsOf('onnxruntime', own);
const openvino = (own: Options) => optionsOf('openvino', own);

const shipped = (id: string) => join(SOURCES, 'adapters', 'runtimes', `${id}.py`);

/** Bits that are different in every element and no NaN. */
function sample(dtype: DType): Tensor {
  if (dtype === 'string') return stringTensor([2, 2], ['a', 'é☃', '', 'b\nc']);
  const bytes = new Uint8Array(byteLength(dtype, 4)).map((_, index) =>
    dtype === 'bool' ? index % 2 : 16 * index + 33,
  );
  // OpenVINO keeps int64 in 32 bits: small numbers arrive, which is what its table claims.
  if (dtype === 'int64') return tensor(dtype, [2, 2], bytesOf(BigInt64Array.of(1n, -2n, 3n, -(2n ** 31n))));
  return tensor(dtype as PackedDType, [2, 2], bytes);
}

test('OpenVINO takes an input by its name where a node that does nothing has given it another', async () => {
  const worker = await start(shipped('openvino'));
  const port = (name: string) => ({ name, dtype: 'float32', shape: [1, 4] }) as const;
  const model = buildModel({
    inputs: [port('x'), port('z')],
    outputs: [port('y'), port('s')],
    nodes: [
      { op: 'Dropout', inputs: ['x'], outputs: ['y'] },
      { op: 'Add', inputs: ['y', 'z'], outputs: ['s'] },
    ],
  });
  expect(await load(worker, model, await openvino({ precision: 'f32' }))).toMatchObject({ ok: true });
  const value = (first: number) => tensor('float32', [1, 4], bytesOf(Float32Array.of(first, 2, 3, 4)));
  const result = await run(worker, { x: value(1), z: value(10) });
  if (!result.ok) throw new Error(JSON.stringify(result));
  expect(plain(result.outputs.y as Value)).toEqual(plain(value(1)));
  expect(plain(result.outputs.s as Value)).toEqual(
    plain(tensor('float32', [1, 4], bytesOf(Float32Array.of(11, 4, 6, 8)))),
  );
  await worker.close();
});

test('OpenVINO tells which precision it runs in', async () => {
  const worker = await start(shipped('openvino'));
  const loaded = await load(worker, oneNodeModel(tensorOf('float32')), await openvino({ precision: 'f32' }));
  expect(loaded).toMatchObject({ ok: true, value: { effectivePrecision: 'f32' } });
  await worker.close();
});

test('OpenVINO fails on sizes that contradict each other, and lacks operators that it does not know', async () => {
  const worker = await start(shipped('openvino'));
  const port = (name: string, shape: number[]) => ({ name, dtype: 'float32', shape }) as const;
  const loadNode = async (op: string, domain?: string) =>
    load(
      worker,
      buildModel({
        inputs: [port('x', [1, 4]), port('z', [5, 3])],
        outputs: [port('y', [1, 3])],
        nodes: [{ op, inputs: ['x', 'z'], outputs: ['y'], ...(domain !== undefined && { domain }) }],
      }),
      await openvino({ precision: 'f32' }),
    );
  expect(await loadNode('MatMul')).toMatchObject({
    failure: { kind: 'failed', message: expect.stringMatching(/^cannot convert MatMul\S*: .*=4 .*=5/) },
  });
  const training = buildModel({
    inputs: [port('x', [1, 4])],
    outputs: [port('y', [1, 4])],
    weights: [
      { name: 'ratio', dtype: 'float32', shape: [], bytes: bytesOf(Float32Array.of(0.5)) },
      { name: 'training', dtype: 'bool', shape: [], bytes: Uint8Array.of(1) },
    ],
    nodes: [{ op: 'Dropout', inputs: ['x', 'ratio', 'training'], outputs: ['y'] }],
  });
  expect(await load(worker, training, await openvino({ precision: 'f32' }))).toMatchObject({
    failure: { kind: 'unsupported', message: expect.stringMatching(/^cannot convert Dropout\S*: .*[Tt]raining mode/) },
  });
  expect(await loadNode('NoSuchOperator')).toMatchObject({
    failure: { kind: 'unsupported', message: expect.stringMatching(/^does not have the operator .*NoSuchOperator/) },
  });
  await worker.close();
});

test('tract lacks what it wants in the file', async () => {
  const worker = await start(shipped('tract'));
  const model = buildModel({
    inputs: [
      { name: 'x', dtype: 'float32', shape: [2, 4] },
      { name: 'pads', dtype: 'int64', shape: [4] },
    ],
    outputs: [{ name: 'y', dtype: 'float32', shape: ['A', 'B'] }],
    nodes: [{ op: 'Pad', inputs: ['x', 'pads'], outputs: ['y'] }],
  });
  expect(await load(worker, model)).toMatchObject({ failure: { kind: 'unsupported' } });
  await worker.close();
});

test('tract lacks kernels of float64, and says first what is wrong', async () => {
  const worker = await start(shipped('tract'));
  const double = (name: string) => ({ name, dtype: 'float64', shape: ['N', 2] }) as const;
  const made = (op: string) =>
    buildModel({ inputs: [double('x')], outputs: [double('y')], nodes: [{ op, inputs: ['x'], outputs: ['y'] }] });
  await load(worker, made('Erf'));
  const x = tensor('float64', [1, 2], bytesOf(Float64Array.of(0.5, 1)));
  expect(await run(worker, { x })).toMatchObject({
    failure: { kind: 'unsupported', message: expect.stringMatching(/^Erf does not support F64/) },
  });
  await worker.close();
});

test('ONNX Runtime passes sequences, maps with their declared types, and optionals', async () => {
  const worker = await start(shipped('onnxruntime'));
  const vector = { tensorType: { elemType: 1, shape: { dim: [{}] } } };
  const one = tensor('float32', [1], bytesOf(Float32Array.of(1)));
  for (const [type, value] of [
    [{ sequenceType: { elemType: vector } }, { kind: 'sequence', items: [one, one] }],
    [{ sequenceType: { elemType: vector } }, { kind: 'sequence', items: [] }],
    [{ optionalType: { elemType: vector } }, one],
    [{ optionalType: { elemType: vector } }, { kind: 'absent' }],
  ] as const) {
    await load(worker, oneNodeModel(type), await ort({ optimization: 'disabled' }));
    expect(await run(worker, { x: value })).toEqual({ ok: true, outputs: { y: value } });
  }
  await worker.close();
});

test('the reference evaluator returns an optional as what is in it', async () => {
  const worker = await start(shipped('onnx-reference'));
  const vector = { tensorType: { elemType: 1, shape: { dim: [{}] } } };
  const sequence = { sequenceType: { elemType: vector } };
  const one = tensor('float32', [1], bytesOf(Float32Array.of(1)));
  const several = { kind: 'sequence', items: [one] } as const;
  for (const [op, type, value] of [
    ['Optional', vector, one],
    ['Optional', sequence, several],
    ['Identity', { optionalType: { elemType: sequence } }, several],
  ] as const) {
    const made = op === 'Identity' ? type : { optionalType: { elemType: type } };
    await load(worker, oneNodeModel(type, made, op));
    expect(await run(worker, { x: value })).toEqual({ ok: true, outputs: { y: value } });
  }
  await worker.close();
});

test('tract, which calls outputs by their nodes, gives them under their names, for sizes that were open', async () => {
  const worker = await start(shipped('tract'));
  const open = (name: string) => ({ name, dtype: 'float32', shape: ['N', 2] }) as const;
  const model = buildModel({
    inputs: [open('x')],
    outputs: [open('minus'), open('absolute')],
    nodes: [
      { op: 'Abs', name: 'minus', inputs: ['x'], outputs: ['absolute'] },
      { op: 'Neg', name: 'b', inputs: ['x'], outputs: ['minus'] },
    ],
  });
  // One node bears the name of the other's output.
  await load(worker, model);
  for (const rows of [1, 3]) {
    const x = tensor('float32', [rows, 2], bytesOf(new Float32Array(2 * rows).fill(2)));
    const result = await run(worker, { x });
    expect(result.ok && result.outputs).toEqual({
      minus: tensor('float32', [rows, 2], bytesOf(new Float32Array(2 * rows).fill(-2))),
      absolute: tensor('float32', [rows, 2], bytesOf(new Float32Array(2 * rows).fill(2))),
    });
  }
  await worker.close();
});

test('LiteRT forgets between two runs what a model remembers inside', async () => {
  const worker = await start(shipped('litert'));
  const path = `${fresh()}.tflite`;
  await writeFile(path, buildTfliteRecurrentModel());
  const request = { handle: 'm', path, format: 'tflite', options: { delegate: 'reference' }, threads: 1 };
  expect(await worker.request({ method: 'load', ...request }, NEVER)).toMatchObject({ ok: true });
  const x = tensor('float32', [1, 1], bytesOf(Float32Array.of(3)));
  const y = tensor('float32', [1, 1], bytesOf(Float32Array.of(3)));
  for (let time = 0; time < 2; time++) expect(await run(worker, { x })).toEqual({ ok: true, outputs: { y } });
  await worker.close();
});

test('the same adapter runs a release of two years ago', async () => {
  const worker = await start(shipped('onnxruntime'), shipped('onnxruntime'), '1.20.1');
  expect(worker.version).toBe('1.20.1');
  for (const dtype of ['float32', 'bfloat16', 'float8_e5m2', 'string'] as const) {
    await load(worker, oneNodeModel(tensorOf(dtype)), await ort({ optimization: 'extended' }));
    const result = await run(worker, { x: sample(dtype) });
    expect(result.ok && plain(result.outputs.y as Value), dtype).toEqual(plain(sample(dtype)));
  }
  await worker.close();
});

test('an adapter that prints, reads its input and writes protocol lines to the output does not disturb the protocol', async () => {
  const file = `${fresh()}.py`;
  await writeFile(
    file,
    `import os, subprocess, sys
print('{"event": "ready", "protocol": 1, "version": "a lie"}', flush=True)
os.write(1, b'not json\\n')
sys.stdin.read()
subprocess.run([sys.executable, "-c", "print('from a child')"])
def version(): return "true"
class Session:
    effective_precision = "bf16"
    def signature(self): return {"inputs": [], "outputs": []}
    def run(self, inputs):
        print("noise")
        return {"y": 1.5}
def load(path, options):
    os.write(1, b'{"id": 1, "ok": false}\\n')
    assert options == {"threads": 1, "format": "onnx", "a": "b"}, options
    return Session()
`,
  );
  const worker = await start(file, shipped('onnx-reference'));
  expect(worker.version).toBe('true');
  expect(await load(worker, new Uint8Array(), { a: 'b' })).toMatchObject({
    ok: true,
    value: { effectivePrecision: 'bf16' },
  });
  expect(await run(worker, {})).toEqual({
    ok: true,
    outputs: { y: tensor('float64', [], bytesOf(Float64Array.of(1.5))) },
  });
  await worker.close();
});

test('an adapter that cannot be imported is told with its error', async () => {
  const file = `${fresh()}.py`;
  await writeFile(file, 'import no_such_module_here\n');
  await expect(start(file, shipped('onnx-reference'))).rejects.toThrow(
    /ModuleNotFoundError: No module named 'no_such_module_here'/,
  );
});

test.each([undefined, '1.0.20240410'])('ncnn computes each of several samples, in release %s', async (version) => {
  const worker = await start(shipped('ncnn'), shipped('ncnn'), version);
  const path = `${fresh()}.param`;
  await writeFile(path, '7767517\n2 2\nInput x 0 1 x\nUnaryOp square 1 1 x y 0=4\n');
  await writeFile(path.replace('.param', '.bin'), '');
  const options = await optionsOf('ncnn', {});
  const loaded = await worker.request(
    { method: 'load', handle: 'm', path, format: 'ncnn', options, threads: 1 },
    NEVER,
  );
  expect(loaded).toMatchObject({ ok: true });
  const result = await run(worker, { x: tensor('float32', [2, 3], bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6))) });
  if (!result.ok) throw new Error(JSON.stringify(result));
  expect(plain(result.outputs.y as Value)).toEqual(
    plain(tensor('float32', [2, 3], bytesOf(Float32Array.of(1, 4, 9, 16, 25, 36)))),
  );
  await worker.close();
});
