import { expect, test } from 'vitest';
import type { Form } from '../../src/discover/form.js';
import { matchForm } from '../../src/init/match-form.js';
import type { DType } from '../../src/tensor/dtype.js';
import type { Dimension, Port } from '../../src/types.js';
import { form } from '../plan/facts.js';

const port = (name: string, shape: readonly Dimension[] | null, dtype: DType = 'float32'): Port => ({
  name,
  type: { kind: 'tensor', dtype, shape },
});
const of = (inputs: readonly Port[], outputs: readonly Port[]): Form =>
  form('a', { format: 'onnx', signature: { inputs, outputs }, companions: [] });
const unknown = form('a', { format: 'torchscript', signature: null, companions: [] });

const IMAGE = port('image', [1, 3, 8, 8]);
const SCORES = port('scores', [1, 5]);
const first = of([IMAGE], [SCORES]);
const alike = { names: {}, extra: [], layouts: {}, sure: true };

test.each<[string, Form, Form, ReturnType<typeof matchForm>]>([
  ['equal signatures need no words', first, of([IMAGE], [SCORES]), alike],
  ['a symbolic size fits every size', first, of([port('image', ['N', 3, 8, 8])], [SCORES]), alike],
  ['what records no signature is not contradicted', first, unknown, alike],
  [
    'other names, told apart by their types',
    of([IMAGE, port('ids', [4], 'int64')], [SCORES]),
    of([port('0', [4], 'int64'), port('1', [1, 3, 8, 8])], [port('Identity', [1, 5])]),
    { ...alike, names: { image: '1', ids: '0', scores: 'Identity' } },
  ],
  [
    'other names of equal types follow the order, which is a guess',
    of([port('a', [4]), port('b', [4])], [SCORES]),
    of([port('c', [4]), port('d', [4])], [SCORES]),
    { ...alike, names: { a: 'c', b: 'd' }, sure: false },
  ],
  ['more outputs', first, of([IMAGE], [SCORES, port('pooled', [1, 9])]), { ...alike, extra: ['pooled'] }],
  [
    'fewer outputs',
    of([IMAGE], [SCORES, port('pooled', [1, 9])]),
    of([IMAGE], [SCORES]),
    { ...alike, names: { pooled: null } },
  ],
  [
    'channels last',
    first,
    of([port('image', [1, 8, 8, 3])], [SCORES]),
    { ...alike, layouts: { image: [0, 2, 3, 1] }, sure: false },
  ],
  [
    'channels first, under another name',
    of([port('image', [1, 8, 8, 3])], [SCORES]),
    of([port('x', [1, 3, 8, 8])], [SCORES]),
    { names: { image: 'x' }, extra: [], layouts: { image: [0, 3, 1, 2] }, sure: false },
  ],
  [
    'a sequence with channels last',
    of([port('sound', [1, 80, 100])], [SCORES]),
    of([port('sound', [1, 100, 80])], [SCORES]),
    { ...alike, layouts: { sound: [0, 2, 1] }, sure: false },
  ],
  ['another element type is another model', first, of([port('image', [1, 3, 8, 8], 'uint8')], [SCORES]), null],
  ['another size is another model', first, of([port('image', [1, 3, 9, 9])], [SCORES]), null],
  ['more inputs are another model', first, of([IMAGE, port('mask', [8, 8])], [SCORES]), null],
  ['other outputs are another model', first, of([IMAGE], [port('scores', [1, 6])]), null],
  ['no common output is another model', first, of([IMAGE], [port('a', [2]), port('b', [3])]), null],
])('%s', (_, one, other, expected) => {
  expect(matchForm(one, other)).toEqual(expected);
});
