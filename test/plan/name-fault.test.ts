import { expect, test } from 'vitest';
import type { Form } from '../../src/discover/form.js';
import { nameFault, outputFault } from '../../src/plan/name-fault.js';
import type { Port, ValueType } from '../../src/types.js';
import { form } from './facts.js';

const tensor = (dtype: 'float32' | 'int64', ...shape: (number | null)[]): ValueType => ({
  kind: 'tensor',
  dtype,
  shape,
});
const port = (name: string, type: ValueType): Port => ({ name, type });
const of = (path: string, inputs: readonly Port[], outputs: readonly Port[], names: Form['names'] = {}): Form => ({
  ...form(path, { format: 'onnx', signature: { inputs, outputs }, companions: [] }),
  names,
});
const image = tensor('float32', null, 3, 8, 8);
const keras = of(
  'a.keras',
  [port('image', image), port('ids', tensor('int64', 4))],
  [port('out', tensor('float32', 5))],
);

test('the names to write, by the types', () => {
  const other = of(
    'a.onnx',
    [port('input.1', tensor('int64', 4)), port('0', image)],
    [port('Identity', tensor('float32', 5))],
  );
  expect(nameFault(keras, other)).toEqual({
    what: 'a.onnx: its inputs have other names than those of a.keras',
    why: 'the first form has image, ids where this one has input.1, 0',
    next: 'add to the form a.onnx: `names: { image: "0", ids: input.1, out: Identity }`',
  });
});

test('types that do not tell them apart leave the order, and say so', () => {
  const two = of('a', [port('a', image), port('b', image)], []);
  expect(nameFault(two, of('b', [port('c', image), port('d', image)], []))?.next).toBe(
    'add to the form b: `names: { a: c, b: d }` (the pairs follow the order in the files: check them)',
  );
});

test('nothing to say where the names meet, where a map says how, and where a form does not have an input', () => {
  expect(nameFault(keras, keras)).toBeNull();
  const named = of('b', [port('x', image)], [], { image: 'x', ids: null });
  expect(nameFault(keras, named)).toBeNull();
});

test('other types have no names to offer', () => {
  expect(nameFault(of('a', [port('a', image)], []), of('b', [port('b', tensor('int64', 4))], []))?.next).toMatch(
    /^set `names:` of the form b:/,
  );
});

const rows = tensor('float32', null, 4);
const two = of('a.onnx', [], [port('boxes', rows), port('scores', rows)]);

test.each<[string, Form, string | null]>([
  [
    'others of one type',
    of('b', [], [port('b_out', rows), port('s out', rows)]),
    '`names: { boxes: b_out, scores: "s out" }`',
  ],
  ['one less', of('b', [], [port('boxes', rows)]), '`names: { scores: null }` if it is meant to be without it'],
  ['one less, beside a map', of('b', [], [port('y', rows)], { boxes: 'y' }), '`names: { boxes: "y", scores: null }`'],
  [
    'one more',
    of('b', [], [port('boxes', rows), port('scores', rows), port('hidden', rows)]),
    '`names: { extra: [hidden] }`',
  ],
  ['the same', two, null],
  ['types that tell them apart', of('b', [], [port('boxes', rows), port('probs', rows)]), null],
  [
    'types that are not known',
    of('b', [], [port('c', { kind: 'tensor', dtype: 'float32', shape: null }), port('d', rows)]),
    '(the pairs follow the order in the files: check them)',
  ],
])('outputs of another form: %s', (_, other, expected) => {
  const next = outputFault(two, other)?.next ?? null;
  if (expected === null) expect(next).toBeNull();
  else expect(next).toContain(expected);
});

test('outputs that a format does not record are not known to be missing, or to be more', () => {
  const [silent, other] = [
    of('a.keras', [port('image', image)], []),
    of('b.onnx', [port('image', image)], [port('y', rows)]),
  ];
  expect(outputFault(silent, other)).toBeNull();
  expect(outputFault(other, silent)).toBeNull();
});
