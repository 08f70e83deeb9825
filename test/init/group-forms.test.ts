import { expect, test } from 'vitest';
import type { Form } from '../../src/discover/form.js';
import { groupForms } from '../../src/init/group-forms.js';
import type { Format, Signature } from '../../src/types.js';
import { float32, form, signature } from '../plan/facts.js';

const IMAGE = signature(float32);
const IDS = signature({ kind: 'tensor', dtype: 'int64', shape: [1, 'N'] });

function of(path: string, format: Format, found: Signature | null = IMAGE): Form {
  return form(path, { format, signature: found, companions: [] });
}

/** Paths of each model, with the precision of further forms. */
function grouped(...forms: readonly Form[]): string[][] {
  return groupForms(forms).map(({ first, further, namesake }) => [
    first.path,
    ...further.map(({ form: { path }, precision }) => (precision === null ? path : `${path} ${precision}`)),
    ...(namesake === null ? [] : [`not ${namesake}`]),
  ]);
}

test('forms of one name in several formats and folders are one model, ONNX first', () => {
  expect(grouped(of('b/net.tflite', 'tflite'), of('a/net.onnx', 'onnx'), of('other.onnx', 'onnx'))).toEqual([
    ['a/net.onnx', 'b/net.tflite'],
    ['other.onnx'],
  ]);
});

test('a form that records its inputs comes before one that does not', () => {
  expect(grouped(of('net.pt', 'torchscript', null), of('net.tfjs', 'tfjs'))).toEqual([['net.tfjs', 'net.pt']]);
});

test('a variant of lower precision is a further form that says so', () => {
  expect(grouped(of('net_int8.onnx', 'onnx'), of('net.onnx', 'onnx'), of('net-fp16.onnx', 'onnx'))).toEqual([
    ['net.onnx', 'net-fp16.onnx f16', 'net_int8.onnx int8'],
  ]);
  expect(grouped(of('net_int8.onnx', 'onnx'), of('net_int8.tflite', 'tflite'))).toEqual([
    ['net_int8.onnx', 'net_int8.tflite'],
  ]);
});

test('a name that occurs twice in a format counts within its folder', () => {
  expect(
    grouped(of('v1/net.onnx', 'onnx'), of('v1/net.tflite', 'tflite'), of('v2/net.onnx', 'onnx'), of('net.ort', 'ort')),
  ).toEqual([['net.ort'], ['v1/net.onnx', 'v1/net.tflite'], ['v2/net.onnx']]);
});

test('of two forms that nothing tells apart, the second is a model of its own', () => {
  expect(grouped(of('net.onnx', 'onnx'), of('net-int8.onnx', 'onnx'), of('net-quant.onnx', 'onnx'))).toEqual([
    ['net-quant.onnx', 'not net.onnx'],
    ['net.onnx', 'net-int8.onnx int8'],
  ]);
});

test('other inputs make another model, whatever the name', () => {
  expect(grouped(of('net.onnx', 'onnx'), of('net.tflite', 'tflite', IDS))).toEqual([
    ['net.onnx'],
    ['net.tflite', 'not net.onnx'],
  ]);
});

test('a file that cannot be read stays alone', () => {
  const broken = form('net.onnx', { format: 'onnx', fault: { what: 'truncated' } });
  expect(grouped(broken, of('net.tflite', 'tflite'))).toEqual([['net.onnx'], ['net.tflite']]);
});

test('the order in which files are found does not matter', () => {
  const forms = [
    of('a/net.onnx', 'onnx'),
    of('net_int8.onnx', 'onnx'),
    of('b/net.tflite', 'tflite'),
    of('z.ort', 'ort'),
  ];
  expect(grouped(...forms.toReversed())).toEqual(grouped(...forms));
});
