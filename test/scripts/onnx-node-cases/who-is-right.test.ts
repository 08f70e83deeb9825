import { expect, test } from 'vitest';
import type { FailedCase } from '../../../scripts/onnx-node-cases/case-results.js';
import { whoIsRight } from '../../../scripts/onnx-node-cases/who-is-right.js';
import { differing, opinion, silent } from './case-results.js';

const reference = (golden: boolean, subject: boolean) => opinion('onnx-reference', golden, subject);
const independent = (golden: boolean, subject: boolean) => opinion('openvino', golden, subject);

test.each<[string, Partial<FailedCase>, RegExp]>([
  ['two runs differ', { repeats: false }, /^random: two runs/],
  ['the operator draws', { operators: ['Cast', 'RandomUniformLike'] }, /^random by design/],
  ['some roundings', { difference: { text: '', units: 2.4 } }, /^both: 2 roundings apart/],
  ['less than one', { difference: { text: '', units: 0.2 } }, /^both: 1 rounding apart/],
  [
    'another engine has the golden',
    { opinions: [reference(false, true), independent(true, false)] },
    /^the golden: an/,
  ],
  [
    'another engine has the same',
    { opinions: [reference(true, false), independent(false, true)] },
    /^ours: an independent/,
  ],
  ['its own evaluator differs from the golden', { opinions: [reference(false, true)] }, /^ours: even the reference/],
  [
    'only its own evaluator',
    { opinions: [reference(true, false), silent('openvino')] },
    /no other runtime runs it \(900 r/,
  ],
  [
    'an engine with neither',
    { opinions: [reference(true, false), independent(false, false)] },
    /agrees with neither \(900/,
  ],
  [
    'nobody',
    { opinions: [reference(false, false), independent(false, false)] },
    /^open: no other runtime agrees with either/,
  ],
  ['numbers that are no roundings', { difference: { text: '', units: 1e6 }, opinions: [] }, /with either$/],
  [
    'the same engine in another language',
    { opinions: [{ ...opinion('onnxruntime', false, true), engine: 'onnxruntime' }] },
    /^open: no other/,
  ],
])('%s', (_, more, words) => {
  expect(whoIsRight({ ...differing, ...more }, 'ours')).toMatch(words);
});
