import { expect, test } from 'vitest';
import { shellQuote } from '../../src/paste-command.js';
import { commandsFor } from '../../src/report/sections/commands.js';
import { viewOf } from '../../src/report/view.js';
import type { ResultCell, Results } from '../../src/results/schema.js';
import { everyState } from './every-state.js';
import { fiveByFive } from './five-by-five.js';
import { cellOf, diagnosis, modelOf, resultsOf, runtimeOf } from './results-builder.js';

const RUNTIMES = [runtimeOf('a', 'A', '1'), runtimeOf('b', 'B', '1')];
const drift = (model: string, runtime: string): ResultCell =>
  cellOf(model, runtime, {
    state: 'drift',
    diagnosis: diagnosis('bf16', `${model} on ${runtime} runs in bfloat16.`, `evidence for ${model}`, 'Set f32'),
  });
const findingsIn = (results: Results) => viewOf(results).findings;
const resultsWith = (ids: readonly string[], cells: ResultCell[]) =>
  resultsOf({ verdict: 'fail', runtimes: RUNTIMES, models: ids.map((id) => modelOf(id)), cells });

test('models with one finding on one runtime share it, with the evidence of the first', () => {
  const results = resultsWith(['m', 'n'], [drift('m', 'a'), drift('n', 'a'), drift('m', 'b')]);
  const findings = findingsIn(results);
  expect(findings.map(({ models, runtimes, evidence }) => [models, runtimes, evidence])).toEqual([
    [['m', 'n'], ['a'], 'For m: evidence for m.'],
    [['m'], ['b'], 'evidence for m.'],
  ]);
  expect(findings[0]).toMatchObject({
    finding: 'runs in bfloat16.',
    continues: true,
    fix: 'Set f32. Or accept it, cell by cell: `npx model-portability-gate approve --reason "why this is fine" m a`.',
  });
});

test('what is said of the same models on several runtimes is said once', () => {
  const broken = (runtime: string) => cellOf('m', runtime, { state: 'run-failed', fault: { what: 'm.onnx is empty' } });
  const findings = findingsIn(resultsWith(['m'], [broken('a'), broken('b')]));
  expect(findings.map(({ models, runtimes, finding }) => [models, runtimes, finding])).toEqual([
    [['m'], ['a', 'b'], 'm.onnx is empty.'],
  ]);
});

test('without a diagnosis the cell speaks for itself, worst first', () => {
  const findings = findingsIn(everyState());
  expect(findings.map(({ models }) => models.join())).toEqual([
    'absent',
    'error',
    'nan',
    'labels',
    'crash',
    'failure',
    'memory',
    'timeout',
    'conversion',
    'unsupported',
    'not-run',
  ]);
  expect(findings.at(4)).toMatchObject({
    finding: 'crashed (SIGABRT) while running.',
    continues: false,
    evidence: 'Last line on stderr: `Aborted`. The worker ended with SIGABRT at 310 MB of memory.',
  });
  expect(findings.at(8)?.fix).toMatch(/^Raise the opset to 17\. Or accept it: `npx .* conversion onnxruntime-web`\.$/);
  expect(findings.at(0)?.fix).toBe('See every number: `npx model-portability-gate explain absent onnxruntime-web`.');
});

test('commands name the failing cells, in the order of the plan, and accept no error', () => {
  expect(commandsFor(viewOf(fiveByFive()))).toEqual([
    'npx model-portability-gate run --runtimes openvino,litert detector vad',
    'npx model-portability-gate explain detector openvino',
    'npx model-portability-gate explain vad litert',
    'npx model-portability-gate approve --reason "why this is fine" detector openvino',
    'npx model-portability-gate approve --reason "why this is fine" vad litert',
  ]);
  const commands = commandsFor(viewOf(everyState()));
  expect(commands.filter((command) => command.includes(' approve '))).toHaveLength(1);
  expect(commandsFor(viewOf(resultsOf({})))).toEqual([]);
});

test('names are quoted for the shell, and a leading dash is no option', () => {
  const name = "-x $(id) `y`'z";
  const results = resultsWith([name], [drift(name, 'a')]);
  expect(commandsFor(viewOf(results)).at(1)).toBe("npx model-portability-gate explain -- '-x $(id) `y`'\\''z' a");
  expect([shellQuote('models/a-1.onnx'), shellQuote(''), shellQuote('a*b')]).toEqual([
    'models/a-1.onnx',
    "''",
    "'a*b'",
  ]);
});
