import { expect, test } from 'vitest';
import { shellQuote } from '../../src/paste-command.js';
import { htmlReport } from '../../src/report/html.js';
import { commentMarkdown } from '../../src/report/markdown.js';
import { commandsFor } from '../../src/report/sections/commands.js';
import { viewOf } from '../../src/report/view.js';
import type { ResultCell, Results } from '../../src/results/schema.js';
import { everyState } from './every-state.js';
import { fiveByFive } from './five-by-five.js';
import { cellOf, diagnosis, modelOf, outputOf, resultsOf, runtimeOf } from './results-builder.js';

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
    fix: 'Set f32. Or accept it, cell by cell: `npx --yes model-portability-gate@0.1.0 approve --reason "…" m a`.',
  });
});

test('a backtick of others does not turn our code into prose', () => {
  const broken = cellOf('m', 'a', {
    state: 'run-failed',
    fault: { what: 'it`s', why: 'a ` more', next: 'look `there`, or `here' },
    reason: 'it`s',
  });
  const stopped = { where: 'a`', what: 'b`', why: 'c`', next: 'd`' };
  const ours = '<code>npx ';
  const texts = [
    resultsWith(['m'], [broken]),
    resultsWith(['m'], [{ ...drift('m', 'a'), diagnosis: diagnosis('bf16', 'x`', 'y`', 'z`') }]),
    resultsOf({ verdict: 'error', stopped, models: [modelOf('m')], runtimes: RUNTIMES, cells: [broken] }),
  ].map((results) => commentMarkdown(results, { key: 'k' }));
  expect(
    texts.map((text) => text.match(/→ .*/g)?.some((line) => line.includes('npx ') && !line.includes(ours))),
  ).toEqual([false, false, false]);
  expect(texts[1]).toContain(ours);
});

test('a path longer than a heading shows is whole in the commands', () => {
  const id = `models/${'long-name-'.repeat(15)}v2`;
  const results = resultsWith([id], [drift(id, 'a')]);
  const [finding] = findingsIn(results);
  expect(finding?.fix).toContain(`approve --reason "…" ${id} a\``);
  expect(commandsFor(viewOf(results))).toContain(
    `npx --yes model-portability-gate@0.1.0 approve --reason "why this is fine" ${id} a`,
  );
});

test('what is said of the same models on several runtimes is said once', () => {
  const broken = (runtime: string) => cellOf('m', runtime, { state: 'run-failed', fault: { what: 'm.onnx is empty' } });
  const findings = findingsIn(resultsWith(['m'], [broken('a'), broken('b')]));
  expect(findings.map(({ models, runtimes, finding }) => [models, runtimes, finding])).toEqual([
    [['m'], ['a', 'b'], 'm.onnx is empty.'],
  ]);
});

test('what the heading has no space for is listed below it; a page has the space', () => {
  const runtimes = ['a', 'b', 'c', 'd', 'e'];
  const results = resultsWith(
    ['m'],
    runtimes.map((runtime) =>
      cellOf('m', runtime, { state: 'drift', diagnosis: diagnosis('x', 'drifts.', '', 'Mend it.') }),
    ),
  );
  expect(commentMarkdown(results, { key: 'k' })).toMatch(/All: .*<code>e<\/code>\./);
  const many = Array.from({ length: 20 }, (_, index) => `m${index}`);
  const alike = resultsWith(
    many,
    many.map((model) => cellOf(model, 'a', { state: 'run-failed', fault: { what: 'it is empty' } })),
  );
  expect(commentMarkdown(alike, { key: 'k' })).toMatch(/Among them: .* and 9 more/);
  const page = htmlReport(results);
  expect(page).not.toContain('All: ');
  expect(page).toMatch(/<code>d<\/code>, <code>e<\/code>/);
});

test('a model that did not run is not offered to be accepted, a runtime that failed on it is', () => {
  const state = 'run-failed';
  const damaged = cellOf('m', 'a', {
    state,
    fault: { what: 'm.onnx is a Git LFS pointer', next: 'run `git lfs pull`' },
  });
  const crashed = cellOf('n', 'a', { state, failure: { kind: 'crashed', doing: 'loading the model' } });
  const misfit = cellOf('o', 'a', {
    state,
    failure: { kind: 'failed', doing: 'reading its golden cases' },
    fault: { what: 'o.golden/a.npz: expected output y is float64[2], the model computes float32' },
  });
  const results = resultsWith(['m', 'n', 'o'], [damaged, crashed, misfit]);
  expect(findingsIn(results).map(({ models, fix }) => [models, fix.includes('accept it')])).toEqual([
    [['m'], false],
    [['n'], true],
    [['o'], false],
  ]);
  const accepting = commandsFor(viewOf(results)).filter((command) => command.includes(' approve '));
  expect(accepting).toEqual([expect.stringMatching(/ n a$/)]);
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
  expect(findings.at(0)?.fix).toBe(
    'Run `npx --yes model-portability-gate@0.1.0 explain absent onnxruntime-web` for details.',
  );
});

test('commands name the failing cells, in the order of the plan, and accept no error', () => {
  expect(commandsFor(viewOf(fiveByFive()))).toEqual([
    'npx --yes model-portability-gate@0.1.0 run --runtimes openvino,litert detector vad',
    'npx --yes model-portability-gate@0.1.0 explain detector openvino',
    'npx --yes model-portability-gate@0.1.0 explain vad litert',
    'npx --yes model-portability-gate@0.1.0 approve --reason "why this is fine" detector openvino',
    'npx --yes model-portability-gate@0.1.0 approve --reason "why this is fine" vad litert',
  ]);
  const commands = commandsFor(viewOf(everyState()));
  expect(commands.filter((command) => command.includes(' approve '))).toHaveLength(1);
  expect(commandsFor(viewOf(resultsOf({})))).toEqual([]);
});

test('names are quoted for the shell, and a leading dash is no option', () => {
  const name = "-x $(id) `y`'z";
  const results = resultsWith([name], [drift(name, 'a')]);
  expect(commandsFor(viewOf(results)).at(1)).toBe(
    "npx --yes model-portability-gate@0.1.0 explain -- '-x $(id) `y`'\\''z' a",
  );
  expect([shellQuote('models/a-1.onnx'), shellQuote(''), shellQuote('a*b')]).toEqual([
    'models/a-1.onnx',
    "''",
    "'a*b'",
  ]);
});

test('a command works where the run did: its folder, its configuration, its baseline', () => {
  const run = { config: 'ci/gate.yml', baseline: 'ci/lock.json', folder: 'packages/my audio' };
  const { commands } = viewOf(resultsOf({ run }));
  const start = "cd 'packages/my audio' && npx --yes model-portability-gate@0.1.0";
  expect(commands.of('explain', ['m', 'a'])).toBe(`${start} explain --config ci/gate.yml --baseline ci/lock.json m a`);
  expect(commands.inProse('Run `portability record`, or `portability approve`; not `portable`.', ['m', 'a'])).toBe(
    `Run \`${start} record --config ci/gate.yml\`, or \`${start} approve --config ci/gate.yml --baseline ci/lock.json --reason "…" m a\`; not \`portable\`.`,
  );
  expect(commands.of('locate', ['m', 'a'], '--repro repro')).toBe(
    `${start} locate --config ci/gate.yml --baseline ci/lock.json --repro repro m a`,
  );
  const terminal = viewOf(resultsOf({ run }), 'portability').commands;
  expect(terminal.of('plan', [])).toBe('portability plan --config ci/gate.yml');
});

test('what cannot be copied from prose gets no command there', () => {
  const { commands } = viewOf(resultsOf({ tool: { version: 'x; rm' } }));
  expect(commands.asCode('explain', ['@team/m', 'a'])).toBeNull();
  expect(commands.asCode('explain', ['m`', 'a'])).toBeNull();
  expect(commands.of('explain', ['m\u202e', 'a'])).toBeNull();
  expect(commands.of('explain', ['m', 'a'])).toBe('npx --yes model-portability-gate explain m a');
});

test('many models that fail alike on one runtime are one finding, told by the worst', () => {
  const far = (model: string, ratio: number) =>
    cellOf(model, 'a', {
      state: 'drift',
      reason: `\`out_${model}\`: RMSE is ${ratio} times the noise`,
      outputs: [outputOf(model, ratio)],
    });
  const ids = ['m', 'n', 'o', 'p', 'q'];
  const cells = ids.map((id, index) => far(id, 10 * (index + 1)));
  expect(findingsIn(resultsWith(ids, cells))).toMatchObject([
    {
      models: ['q', 'p', 'o', 'n', 'm'],
      finding: 'all fail alike; `q`: `out_q`: RMSE is 50 times the noise.',
      runtimes: ['a'],
    },
  ]);
  expect(findingsIn(resultsWith(ids.slice(0, 3), cells.slice(0, 3)))).toHaveLength(3);
});

test('two models in which a runtime misreads the same operator are one finding', () => {
  const cause = (asIf: string) => ({
    variant: 'x',
    asIf,
    fix: null,
    distance: { noiseRatio: 0, ulp: null, agree: true },
  });
  const misread = (model: string, type: string, asIf: string | null): ResultCell => {
    const replay = { shows: 'alone' as const, reason: null, distance: null, offered: 1, truth: null };
    const operator = {
      ...{ name: model, type, index: 0, by: 'exposing' as const, before: null, after: 90, bits: 12, certain: true },
      ...{ together: [], between: [], inputs: [], outputs: ['float32[4]'], attributes: [] },
      replay: { ...replay, causes: asIf === null ? [] : [cause(asIf)] },
    };
    const reason = `breaks at ${type} \`${model}\` (node 1 of 3)${asIf === null ? '' : `, as if ${asIf}`}`;
    return cellOf(model, 'a', {
      ...{ state: 'drift', reason, outputs: [outputOf(model, 90)] },
      located: {
        ...{ form: `${model}.onnx`, step: 0, case: 'c', reference: 'onnxruntime-node', against: null },
        ...{ nodes: 3, parts: 1, operators: [operator], flat: null, depth: [] },
      },
    });
  };
  const modelsTogether = (...cells: ResultCell[]) =>
    findingsIn(
      resultsWith(
        cells.map(({ model }) => model),
        cells,
      ),
    ).map(({ models }) => models);
  const softplus = misread('m', 'Softplus', 'its tail was lost');
  const both = [softplus, misread('n', 'Softplus', 'its tail was lost')];
  expect(modelsTogether(...both)).toEqual([['m', 'n']]);
  expect(findingsIn(resultsWith(['m', 'n'], both))[0]?.finding).toMatch(/^both fail alike; `m`: breaks at Softplus/);
  expect(modelsTogether(softplus, misread('n', 'Mish', 'its tail was lost'))).toHaveLength(2);
  expect(modelsTogether(softplus, misread('n', 'Softplus', 'it was a Relu'))).toHaveLength(2);
  expect(modelsTogether(misread('m', 'Softplus', null), misread('n', 'Softplus', null))).toHaveLength(2);
});

test('of several models, each is the subject of a sentence that is said of one', () => {
  const page = commentMarkdown(resultsWith(['m', 'n'], [drift('m', 'a'), drift('n', 'a')]), { key: 'k' });
  expect(page).toMatch(/: each runs in bfloat16\./);
});

test('a form that drifts is told beside one that does not load', () => {
  const outputs = [outputOf('m', 300, { form: 'm.tflite', name: 'y', reason: 'RMSE is 300× the noise floor' })];
  const fault = { what: 'm.onnx: failed while loading the model' };
  const cell = cellOf('m', 'a', {
    ...{ state: 'run-failed' as const, outputs, fault, reason: fault.what },
    diagnosis: diagnosis('x', 'm on a fails.', 'It says so.', 'Mend it.'),
  });
  expect(findingsIn(resultsWith(['m'], [cell]))[0]?.evidence).toBe(
    'It says so. Beside that, m.tflite drifts: `y`: RMSE is 300× the noise floor.',
  );
});

test('forty thousand cells that all fail are a report as well', () => {
  const models = Array.from({ length: 2000 }, (_, index) => `m${index}`);
  const cells = models.flatMap((model) =>
    Array.from({ length: 20 }, (_, index) =>
      cellOf(model, `r${index}`, {
        state: 'run-failed',
        reason: `${model} ${index}`,
        fault: { what: `${model} ${index}` },
      }),
    ),
  );
  // In the square of their number this took minutes.
  expect(findingsIn(resultsWith(models, cells)).length).toBeGreaterThan(0);
});
