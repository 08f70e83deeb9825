import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KNOWN_FAULTS } from '../../scripts/operators/known-faults.js';
import { oneOperator, spread } from '../../scripts/operators/one-operator.js';
import { runScriptHere } from '../../scripts/operators/run-script-here.js';
import { bytesOfModel, operatorAlone } from '../../src/replay/operator-alone.js';
import { judged, replayOperator, tryWith } from '../../src/replay/replay-operator.js';
import { runOperator } from '../../src/replay/run-operator.js';
import { shrinkOperator } from '../../src/replay/shrink-operator.js';
import { writeRepro } from '../../src/repro/write-repro.js';
import { elementCount } from '../../src/tensor/tensor.js';
import { type OpenBench, openBench } from '../replay/open-bench.js';

const FAULTS = [
  ['prelu-slope', 'openvino'],
  ['softplus-tail', 'tract'],
  ['instance-norm', 'iree'],
  ['lrn', 'onnx-reference'],
] as const;

let bench: OpenBench;

beforeAll(async () => {
  bench = await openBench(['onnxruntime', ...FAULTS.map(([, runtime]) => runtime)]);
});

afterAll(() => bench.close());

test.each(FAULTS)('%s on %s, made smaller, shows without the gate', async (id, runtime) => {
  const fault = KNOWN_FAULTS.find((one) => one.id === id && one.runtime === runtime);
  if (fault === undefined) throw new Error('it is known');
  const found = await replayOperator(await bench.question(id, fault.model(), runtime), bench.context);
  const smaller = await shrinkOperator(found, bench.context, { runs: 20, seconds: 60 });
  expect(smaller.outcome.causes[0]?.variant).toBe(found.outcome.causes[0]?.variant);
  const size = ({ evidence }: typeof found) =>
    Object.values(evidence?.alone.inputs ?? {}).reduce((sum, { shape }) => sum + elementCount(shape), 0);
  expect(size(smaller)).toBeLessThan(size(found));
  const folder = join(bench.folder, `${id}-${runtime}`);
  await writeRepro(smaller, folder, bench.host);
  const { status, output } = await runScriptHere(folder, smaller.question, bench.host);
  expect(output).toMatch(/RMSE .*largest difference/);
  expect(output).toContain('The fault shows.');
  expect(status).toBe(1);
});

test('a runtime that is right ends with 0, and with 1 when another reference is put beside it', async () => {
  const model = oneOperator({
    opType: 'PRelu',
    inputs: [
      ['x', spread([1, 2, 2, 2], -2, 2)],
      ['w', spread([2], 0.1, 0.9)],
    ],
    outputs: { y: 'float32' },
  });
  const question = await bench.question('prelu', model, 'onnxruntime');
  const alone = operatorAlone(question);
  if ('fault' in alone) throw new Error(alone.fault.what);
  const right = await tryWith(alone, false, question, bench.context);
  if ('fault' in right) throw new Error(right.fault.what);
  const { outcome } = await judged(right, question, bench.context);
  const ended = async (name: string, values: typeof right.candidate) => {
    const evidence = { ...right, reference: { ...right.reference, values } };
    const folder = join(bench.folder, name);
    await writeRepro({ question, outcome, evidence }, folder, bench.host);
    return runScriptHere(folder, question, bench.host);
  };
  expect(await ended('right', right.reference.values)).toMatchObject({ status: 0 });
  const twice = { ...alone, inputs: { x: spread([1, 2, 2, 2], -4, 4) } };
  const other = await runOperator(
    { bytes: bytesOfModel(twice), inputs: twice.inputs, column: question.column },
    bench.context,
  );
  if ('fault' in other) throw new Error(other.fault.what);
  const { status, output } = await ended('other', other.values);
  expect(status).toBe(1);
  expect(output).toContain('y[0, ');
});
