import { expect, test } from 'vitest';
import { type Config, configSchema } from '../../src/config/schema.js';
import type { Model } from '../../src/discover/discover-models.js';
import { explain, Mistakes } from '../../src/errors.js';
import { checkTolerances } from '../../src/plan/check-tolerances.js';
import { type Column, columnsOf } from '../../src/plan/column.js';
import { resolveRules } from '../../src/plan/resolve-rules.js';
import type { Port, ValueType } from '../../src/types.js';
import { model, runtime } from './facts.js';

const tensorOf = (dtype: 'float32' | 'int64' | 'string', shape: (number | string)[] = [1, 10]): ValueType => ({
  kind: 'tensor',
  dtype,
  shape,
});
const PORTS: Readonly<Record<string, ValueType>> = {
  scores: tensorOf('float32'),
  label: tensorOf('int64', [1]),
};

interface Setting {
  readonly config: Config;
  readonly models: readonly Model[];
  readonly columns: readonly Column[];
}

/** A configuration with one model `m` that has these outputs, and the columns `a` and `b`. */
function setting(written: object, entry: object = {}, outputs: Readonly<Record<string, ValueType>> = PORTS): Setting {
  const config = configSchema.parse({ runtimes: ['a', 'b'], models: [{ path: 'm.onnx', ...entry }], ...written });
  const ports: Port[] = Object.entries(outputs).map(([name, type]) => ({ name, type }));
  const made = model('m', { inputs: [], outputs: ports });
  const [own] = config.models ?? [];
  const columns = columnsOf(config.runtimes, [runtime('a'), runtime('b')], '/repository');
  return { config, models: [own === undefined ? made : { ...made, entry: own }], columns };
}

function resolved({ config, models: [first], columns }: Setting, id = 'a') {
  const column = columns.find((one) => one.id === id);
  if (first === undefined || column === undefined) throw new Error('there is one');
  return resolveRules(first, column, config).byOutput;
}

function complaint({ config, models, columns }: Setting, complete = true, columnsKnown = true): string {
  const mistakes = new Mistakes();
  checkTolerances(config, { models, columns, complete, columnsKnown }, mistakes);
  return mistakes.found.map(explain).join('\n');
}

const AT = (ulp: number) => ({ tolerance: { ulp } });
const RUNTIMES = [{ use: 'a', ...AT(6) }, 'b'];

test.each([
  [{}, {}, 'auto', 'default'],
  [{ tolerance: 'auto' }, {}, 'auto', 'default'],
  [AT(7), {}, { ulp: 7 }, 'config'],
  [{ ...AT(7), runtimes: RUNTIMES }, {}, { ulp: 6 }, 'runtime'],
  [{ ...AT(7), runtimes: RUNTIMES }, AT(5), { ulp: 5 }, 'model'],
  [{ runtimes: RUNTIMES }, { ...AT(5), runtimes: { a: AT(4) } }, { ulp: 4 }, 'model and runtime'],
  [{}, { ...AT(5), runtimes: { a: AT(4) }, outputs: { scores: AT(3) } }, { ulp: 3 }, 'output'],
  [
    {},
    { ...AT(5), runtimes: { a: AT(4) }, outputs: { scores: { ...AT(3), runtimes: { a: AT(2) } } } },
    { ulp: 2 },
    'output and runtime',
  ],
] as const)('the most specific place wins: %j with %j', (written, entry, rule, because) => {
  expect(resolved(setting(written, entry)).scores).toEqual({ rule, because });
});

test('what is said of one column holds there only', () => {
  const both = setting({}, { runtimes: { a: AT(4) }, outputs: { scores: { runtimes: { b: AT(2) } } } });
  expect(resolved(both, 'a').scores).toEqual({ rule: { ulp: 4 }, because: 'model and runtime' });
  expect(resolved(both, 'b').scores).toEqual({ rule: { ulp: 2 }, because: 'output and runtime' });
});

test('an output can be given back to auto', () => {
  expect(resolved(setting({}, { ...AT(4), outputs: { scores: { tolerance: 'auto' } } })).scores).toEqual({
    rule: 'auto',
    because: 'output',
  });
});

test('a rule for several outputs passes over those that it cannot judge: integers stay exact', () => {
  const general = setting({ tolerance: { atol: 1 } });
  expect(resolved(general).label).toEqual({ rule: 'auto', because: 'default' });
  expect(resolved(setting(AT(7), { tolerance: { quantised: 1 } })).label).toEqual({
    rule: { quantised: 1 },
    because: 'model',
  });
  expect(complaint(general)).toBe('');
});

test('a rule for a model that fits none of its outputs is a mistake', () => {
  const text = complaint(setting({}, { path: 'm.onnx', ...AT(3) }, { label: tensorOf('int64') }));
  expect(text).toContain(
    'the tolerance fits no output of the model: ulp applies to float16, bfloat16, float32, float64',
  );
  expect(text).toContain('not to int64');
});

test.each([
  ['label', { ulp: 3 }, 'ulp applies to float16'],
  ['label', { atol: 1 }, 'atol and rtol apply to floats, not to int64; for integers use `exact` or `quantised`'],
  ['label', { cosine: 0.9 }, 'cosine applies to floats'],
  ['scores', { index: { flips: 0 } }, 'index applies to integers, not to float32'],
  ['scores', { topk: 10 }, 'the axis has only 10 scores: comparing the top 10 proves nothing'],
  ['scores', { topk: 1, axis: 2 }, 'there is no axis 2: the output has rank 2'],
  ['scores', { cosine: 0.9, axis: -3 }, 'there is no axis -3: the output has rank 2'],
  ['label', { index: { of: 'scorse' } }, 'the model has no output "scorse"; did you mean "scores"?'],
  ['scores', { set: { class: 'lable' } }, 'the model has no output "lable"; did you mean "label"?'],
  ['scores', { set: { score: 10 } }, 'there is no column 10, counted from 0: the last axis has 10'],
  ['label', { set: {} }, 'detections need at least two axes'],
] as const)('for output %s, %j does not fit', (name, tolerance, why) => {
  const text = complaint(setting({}, { outputs: { [name]: { tolerance } } }));
  expect(text).toContain(`the tolerance of output "${name}" does not fit: ${why}`);
  expect(text).toContain('docs/tolerances.md');
});

test('what is not known yet is not refused', () => {
  const symbolic = { scores: tensorOf('float32', ['N', 'M']) };
  expect(complaint(setting({}, { outputs: { scores: { tolerance: { topk: 100 } } } }, symbolic))).toBe('');
});

test('a name may be that of a column that is wrong itself', () => {
  expect(complaint(setting({}, { runtimes: { aa: AT(1) } }), true, false)).toBe('');
});

test('names that do not exist come with a suggestion', () => {
  expect(complaint(setting({}, { runtimes: { aa: AT(1) } }))).toContain('no column is called "aa"; did you mean "a"?');
  expect(complaint(setting({}, { outputs: { scores: { runtimes: { c: AT(1) } } } }))).toContain(
    'no column is called "c"',
  );
  expect(complaint(setting({}, { outputs: { score: AT(1) } }))).toContain(
    'no output is called "score"; did you mean "scores"?',
  );
});

test('an output inside of another may have a rule; names of Object are only names', () => {
  const map: ValueType = { kind: 'map', key: 'int64', value: tensorOf('float32') };
  expect(complaint(setting({}, { outputs: { 'out.values': AT(1), out: AT(2) } }, { out: map }))).toBe('');
  expect(complaint(setting({}, {}, { constructor: tensorOf('float32') }))).toBe('');
  expect(complaint(setting({}, { outputs: { toString: AT(1) } }))).toContain('no output is called "toString"');
});

test('of a glob with a filter, the model that has the output may not be there', () => {
  const glob = setting({}, { path: '*.onnx', outputs: { other: AT(1) } });
  expect(complaint(glob, false)).toBe('');
  expect(complaint(glob, true)).toContain('no output is called "other"');
});

test('outputs that a rule for detections names are part of it, unless a rule was written for them', () => {
  const ports = { boxes: tensorOf('float32', [1, 'N', 4]), scores: tensorOf('float32'), label: tensorOf('int64') };
  const set = { set: { score: 'scores', class: 'label' } };
  const all = resolved(
    setting(AT(9), { outputs: { boxes: { tolerance: set }, label: { tolerance: 'exact' } } }, ports),
  );
  expect(all.boxes?.because).toBe('output');
  expect(all.scores).toEqual({ rule: { 'part-of': 'boxes' }, because: 'output' });
  expect(all.label).toEqual({ rule: 'exact', because: 'output' });
});

test('a form with a tolerance of its own is judged by it, unless one was written for the output', () => {
  const { config, models, columns } = setting(
    { ...AT(7), runtimes: RUNTIMES },
    { ...AT(5), runtimes: { a: AT(4) }, outputs: { label: AT(3) } },
    { ...PORTS, label: tensorOf('float32') },
  );
  const [first] = models;
  const [column] = columns;
  if (first === undefined || column === undefined) throw new Error('there is one');
  expect(resolveRules(first, column, config, AT(2)).byOutput).toEqual({
    scores: { rule: { ulp: 2 }, because: 'form' },
    label: { rule: { ulp: 3 }, because: 'output' },
  });
});
