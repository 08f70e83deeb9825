/** Every mistake of a request in one run of `check`, from every stage that can still be reached. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { runStaticCheck } from '../src/check.js';
import { runGate } from '../src/gate.js';
import { repositoryOf } from './discover/repository.js';
import { hostIn } from './environments/host.js';
import { buildConvModel } from './models/build-model.js';

const hostOf = (config: string, others: Readonly<Record<string, string>> = {}) =>
  hostIn(
    repositoryOf({
      'net.onnx': buildConvModel(),
      'other.onnx': buildConvModel(),
      'portability.yml': config,
      ...others,
    }),
    {
      assets: resolve('lib'),
    },
  );

const WRONG = `sed: 1
threads: 0
runtimes: [tracct, { use: onnxruntime-node, options: { optimisation: all } }, { use: onnx-reference }]
models:
  - path: nett.onnx
  - path: net.onnx
    inputs: { imagee: ones }
  - path: other.onnx
    goldens: golden/other
    runtimes: { tracct: { tolerance: { atol: 1 } } }
    outputs: { zz: { tolerance: auto } }
`;
const MISTAKES = [
  'unknown key "sed"',
  'threads must be at least 1, not 0',
  'unknown key "goldens" in models[3]; did you mean "golden"?',
  'no runtime is called "tracct"; did you mean "tract"?',
  'unknown option "optimisation"; did you mean "optimization"?',
  'there is no file "nett.onnx"; did you mean "net.onnx"?',
  'no input is called "imagee"',
  'no output is called "zz"',
];

test('mistakes of the schema hide no others, each is told once, and none that only follows from another', async () => {
  const { problems, exitCode } = await runStaticCheck({}, hostOf(WRONG));
  expect(exitCode).toBe(2);
  for (const mistake of MISTAKES) expect(problems.filter((problem) => problem.includes(mistake))).toHaveLength(1);
  expect(problems).toHaveLength(MISTAKES.length);
});

test('a run refuses the same, all of it', async () => {
  await expect(runGate({}, hostOf(WRONG))).rejects.toSatisfy((error: Error) =>
    MISTAKES.every((mistake) => error.message.split(mistake).length === 2),
  );
});

test('what depends on an adapter that cannot be read is not called wrong', async () => {
  const config = `runtimes: [./own.py, ./own.toml, { use: tract, through: [mine] }, onnxruntime-node]
converters: [conv.py]
models: [{ path: net.onnx, runtimes: { own: { tolerance: auto } } }]
`;
  const { problems } = await runStaticCheck(
    {},
    hostOf(config, { 'own.py': 'x = 1', 'own.toml': '=', 'conv.py': 'y = 1' }),
  );
  expect(problems).toHaveLength(3);
  for (const file of ['own.py', 'own.toml', 'conv.py'])
    expect(problems.filter((problem) => problem.split('\n')[0]?.includes(file))).toHaveLength(1);
});

test('a requested column that exists nowhere is told beside mistakes elsewhere', async () => {
  const { problems } = await runStaticCheck({ runtimes: ['trackt'] }, hostOf('sed: 1\nruntimes: [tract]\n'));
  expect(problems).toHaveLength(1);
  const { problems: certain } = await runStaticCheck(
    { runtimes: ['trackt'] },
    hostOf('threads: 0\nruntimes: [tract]\n'),
  );
  expect(certain.map((problem) => problem.split('\n')[0])).toEqual([
    'portability.yml:1: threads must be at least 1, not 0',
    expect.stringContaining('no runtime is called "trackt"; did you mean "tract"?'),
  ]);
});
