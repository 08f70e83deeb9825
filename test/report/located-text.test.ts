import { expect, test } from 'vitest';
import { locatedText } from '../../src/report/located-text.js';
import type { ResultLocated } from '../../src/results/located-schema.js';
import type { ResultCell } from '../../src/results/schema.js';
import { cell } from '../compare/results.js';

const OPERATOR: ResultLocated['operators'][number] = {
  ...{ name: 'tail', type: 'Softplus', index: 40, by: 'cutting', before: 0.7, after: 433, bits: 12.2 },
  ...{ certain: true, together: [], between: [] },
  ...{ inputs: ['float32[1, 8]'], outputs: ['float32[1, 8]'], attributes: ['alpha 0.1'] },
};
const located: ResultLocated = {
  ...{ form: 'net.pt', step: 1, case: 'one', reference: 'onnxruntime-node', against: null, nodes: 120, parts: 9 },
  ...{ operators: [OPERATOR], flat: null, depth: [] },
};
const drift = (more: Partial<ResultCell>) => cell({ runtime: 'mnn', state: 'drift', reason: 'y: 400×', ...more });

test('the hops, then the operators with how sure that is and how they were found', () => {
  const hop = { form: 'net.pt', version: '1.30.0', options: {}, reason: null };
  const text = locatedText(
    drift({
      located,
      route: [{ converter: 'onnx-from-pytorch', version: '2.13.0', seconds: 1, cached: false }],
      hops: [
        { ...hop, step: 0, format: 'pytorch-module', runtime: 'pytorch', state: 'pass', noiseRatio: 1 },
        { ...hop, step: 1, format: 'onnx', runtime: 'onnxruntime-node', state: 'pass', noiseRatio: 0.9 },
      ],
    }),
  );
  expect(text).toBe(`detector on mnn: y: 400×

hop    net.pt, as committed, on pytorch: 1.0× the noise floor
       the onnx made by onnx-from-pytorch 2.13.0, on onnxruntime-node: 0.9× the noise floor
layer  Softplus \`tail\` (node 41 of 120): the first operator that is wrong
         what it is computed from is at 0.7×, what it makes at 433× its own noise floor, with 12 significant bits left
         wrong by itself when it is given what onnxruntime-node computes
         float32[1, 8] → float32[1, 8]; alpha 0.1
       found in the ONNX made from net.pt by cutting the graph, against onnxruntime-node, with case one; 9 parts of the graph ran
`);
});

test.each<{ what: string; more: Partial<ResultCell>; expected: string }>([
  { what: 'a cell that passes', more: { state: 'pass' }, expected: 'nothing to locate: it passes' },
  {
    what: 'a cell that passes on a longer route',
    more: {
      state: 'pass',
      route: ['tflite-from-onnx', 'mnn-from-tflite'].map((converter) => ({
        ...{ converter, version: '1', seconds: 1, cached: false },
      })),
      otherRoutes: [{ form: 'm.onnx', converters: ['mnn-from-onnx'], state: 'drift', reason: 'y', noiseRatio: 90 }],
    },
    expected:
      'it passes by tflite-from-onnx, mnn-from-tflite; by mnn-from-onnx it drifts, and with `routes: { tries: 1 }` in the configuration that is located',
  },
  { what: 'a crash', more: { state: 'run-failed' }, expected: 'operators are located where numbers differ' },
  {
    what: 'a search that the time ended',
    more: { located: { ...located, unfinished: true } },
    expected: '9 parts of the graph ran\n       the time that `locate` allows was over before the search ended\n',
  },
  { what: 'a search in vain', more: { unlocated: 'no ONNX' }, expected: 'layer  no operator was found: no ONNX' },
  {
    what: 'a precision mode',
    more: { located: { ...located, flat: 8 } },
    expected: 'keeps about 8 significant bits: a precision mode, not an operator',
  },
  {
    what: 'nodes that compute its sizes',
    more: {
      located: {
        ...located,
        operators: [{ ...OPERATOR, constants: true, together: [{ name: 'sizes', type: 'Concat', index: 39 }] }],
      },
    },
    expected:
      'right by itself where its constants and sizes are given, and wrong where they are computed by Concat `sizes`',
  },
  {
    what: 'nodes that compute its sizes, with which it does not run, on a runtime that does not repeat itself',
    more: {
      located: {
        ...located,
        repeats: false as const,
        operators: [
          {
            ...OPERATOR,
            certain: false,
            constants: true,
            fails: true,
            together: [{ name: 'sizes', type: 'Concat', index: 39 }],
          },
        ],
      },
    },
    expected:
      'where they are computed by Concat `sizes` it does not run, which may be the fault; not certain, because the same graph gave something else when it ran again',
  },
  {
    what: 'operators that are wrong together',
    more: {
      located: {
        ...located,
        operators: [{ ...OPERATOR, together: [{ name: 'conv', type: 'Conv', index: 39 }] }],
      },
    },
    expected: 'right by itself and wrong together with Conv `conv` before it',
  },
  {
    what: 'what could not be measured',
    more: {
      located: {
        ...located,
        operators: [{ ...OPERATOR, certain: false, between: [{ name: 'conv', type: 'Conv', index: 39 }] }],
      },
    },
    expected: 'it may also be Conv `conv` before it, which could not be measured',
  },
])('$what', ({ more, expected }) => {
  expect(locatedText(drift(more))).toContain(expected);
});

test('a cell without numbers says why, and what helps', () => {
  const fault = {
    what: 'there is no reference to compare with',
    why: 'the reference on home could not start\nits log',
    next: 'add home to `runtimes:`',
  };
  expect(locatedText(cell({ runtime: 'mnn', state: 'error', reason: fault.what, fault }))).toBe(
    `detector on mnn: there is no reference to compare with
  the reference on home could not start
  add home to \`runtimes:\`
  nothing to locate: operators are located where numbers differ
`,
  );
});
