import { expect, test } from 'vitest';
import { modelName } from '../../src/init/model-name.js';
import type { Format } from '../../src/types.js';

test.each<[string, Format, string, string | null]>([
  ['detector.onnx', 'onnx', 'detector', null],
  ['models/Detector.onnx', 'onnx', 'detector', null],
  ['exported/detector.tflite', 'tflite', 'detector', null],
  ['detector-int8.onnx', 'onnx', 'detector', 'int8'],
  ['detector_uint8.tflite', 'tflite', 'detector', 'int8'],
  ['detector.quantised.onnx', 'onnx', 'detector', 'int8'],
  ['detector_fp16.onnx', 'onnx', 'detector', 'f16'],
  ['detector-bf16.onnx', 'onnx', 'detector', 'bf16'],
  // The folder has the name where the file says what it is only.
  ['detector/model.onnx', 'onnx', 'detector', null],
  ['detector/onnx/model_quantized.onnx', 'onnx', 'detector', 'int8'],
  ['web/detector/model.json', 'tfjs', 'detector', null],
  ['models/detector/saved_model', 'saved-model', 'detector', null],
  // A folder has no extension, a file has one.
  ['exports/net.v2', 'saved-model', 'net.v2', null],
  ['exports/net.v2.onnx', 'onnx', 'net.v2', null],
  // Nothing but generic words: the whole path.
  ['models/model.onnx', 'onnx', 'models/model', null],
  ['int8.onnx', 'onnx', 'int8', null],
])('%s (%s) belongs to %s, precision %s', (path, format, name, precision) => {
  expect(modelName(path, format)).toEqual({ name, precision });
});
