import { expect, test } from 'vitest';
import { sentence } from '../src/sentence.js';

test.each([
  ['the file is empty', 'The file is empty.'],
  ['it ends here!', 'It ends here!'],
  ['élan vital', 'Élan vital.'],
  ['models/net.onnx: the file is empty', 'models/net.onnx: the file is empty.'],
  ['net.pt has no inputs', 'net.pt has no inputs.'],
  ['onnxruntime-node failed', 'onnxruntime-node failed.'],
  ['onnx2tf turns float16 into float32', 'onnx2tf turns float16 into float32.'],
  ['"x" is not a tensor', '"x" is not a tensor.'],
])('%s', (text, sentenceOfIt) => {
  expect(sentence(text)).toBe(sentenceOfIt);
});
