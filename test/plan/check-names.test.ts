import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.js';
import type { Model } from '../../src/discover/discover-models.js';
import { explain, Mistakes } from '../../src/errors.js';
import { checkNames } from '../../src/plan/check-names.js';
import type { Signature } from '../../src/types.js';
import { form, model } from './facts.js';

const signature: Signature = {
  inputs: [
    { name: 'input_ids', type: { kind: 'tensor', dtype: 'int64', shape: ['batch', 'past + seq'] } },
    { name: 'mask', type: { kind: 'tensor', dtype: 'int64', shape: ['batch', null] } },
  ],
  outputs: [{ name: 'logits', type: { kind: 'tensor', dtype: 'float32', shape: ['batch'] } }],
};

function complaints(text: string, complete = true, signatures: readonly (Signature | null)[] = [signature]): string[] {
  const { config, placeOf } = parseConfig(text, 'p.yml');
  const [entry] = config.models ?? [];
  if (entry === undefined) throw new Error('there is an entry');
  const models: Model[] = signatures.map((one, index) => {
    const made = model(`net${index}`, one ?? { format: 'torchscript', signature: null, companions: [] });
    const second = form('second.onnx', { format: 'onnx', signature, companions: [] });
    return { ...made, forms: [made.forms[0], second], entry };
  });
  const mistakes = new Mistakes();
  checkNames(config, { models, complete, placeOf }, mistakes);
  return mistakes.found.map((one) => explain(one).split('\n')[0] ?? '');
}

const AT = 'models:\n  - path: net.onnx\n';

test('names that nothing has are all reported, with their lines', () => {
  expect(
    complaints(
      `${AT}    inputs:\n      input_idss: ones\n      mask: ones\n      maks: ones\n    dims:\n      sec: 4\n      past: 2\n`,
    ),
  ).toEqual([
    'p.yml:4: no input is called "input_idss"; did you mean "input_ids"?',
    'p.yml:6: no input is called "maks"; did you mean "mask"?',
    'p.yml:8: no dimension is called "sec"; did you mean "seq"?',
  ]);
});

test('names and layouts of a form, on both sides', () => {
  const forms = `models:\n  - forms:\n      - net.onnx\n      - path: second.onnx\n        names:\n          logit: logits\n          mask: musk\n          input_ids: null\n        layouts:\n          masc: [1, 0]\n`;
  expect(complaints(forms)).toEqual([
    'p.yml:6: no input or output of the first form is called "logit"; did you mean "logits"?',
    'p.yml:10: no input or output of the first form is called "masc"; did you mean "mask"?',
    'p.yml:7: no input or output of second.onnx is called "musk"; did you mean "mask"?',
  ]);
});

test.each([
  ['[1, 0]', []],
  ['[0, 2, 1]', ['p.yml:6: [0, 2, 1] is no order of the axes of "mask", which has 2 of them']],
  ['[0, 2]', ['p.yml:6: [0, 2] is no order of the axes of "mask", which has 2 of them']],
])('the layout %s of an input with two axes', (layout, expected) => {
  const forms = `models:\n  - forms:\n      - net.onnx\n      - path: second.onnx\n        layouts:\n          mask: ${layout}\n`;
  expect(complaints(forms)).toEqual(expected);
});

const one: Signature = { ...signature, inputs: signature.inputs.slice(0, 1) };
const misspelt = `models:\n  - path: '*.onnx'\n    inputs: { mask: ones, maks: ones }\n`;
test.each<[string, readonly (Signature | null)[], boolean, number]>([
  ['one of several models has it', [one, signature], true, 1],
  ['a model does not declare its names', [one, null], true, 0],
  ['a filter may have left out the model that has it', [one], false, 0],
])('%s', (_, signatures, complete, count) => {
  expect(complaints(misspelt, complete, signatures)).toHaveLength(count);
});
