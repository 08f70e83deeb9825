import type { z } from 'zod';
import type { configSchema } from '../../src/config/schema.js';

type Columns = NonNullable<z.input<typeof configSchema>['runtimes']>;

/**
 * The columns of docs/compatibility.md: every runtime with its defaults, and another column for each other format that
 * it reads and each other route to it.
 */
export const columns: Columns = [
  'onnxruntime-node',
  'onnxruntime-web',
  'onnxruntime',
  { id: 'onnxruntime-ort', use: 'onnxruntime', format: 'ort' },
  'onnx-reference',
  'openvino',
  { id: 'openvino-ir', use: 'openvino', format: 'openvino-ir' },
  'tract',
  'pytorch',
  'tensorflow',
  'keras',
  'jax',
  'litert',
  'executorch',
  { id: 'executorch-portable', use: 'executorch', converters: { 'executorch-from-pytorch': { backend: 'portable' } } },
  'ncnn',
  'mnn',
  'iree',
  'tvm',
  'tfjs',
  { id: 'tfjs-cpu', use: 'tfjs', options: { backend: 'cpu' } },
  'litertjs',
  'onnxruntime-browser',
  'tfjs-browser',
  'litertjs-browser',
  { id: 'ort-float16', use: 'onnxruntime', through: ['onnx-float16'] },
  { id: 'ort-int8-dynamic', use: 'onnxruntime', through: ['onnx-int8-dynamic'] },
  { id: 'ort-int8-static', use: 'onnxruntime', through: ['onnx-int8-static'] },
  { id: 'ort-opset', use: 'onnxruntime', through: ['onnx-opset'] },
  // Other routes to the same runtimes.
  { id: 'ort-by-torchscript', use: 'onnxruntime', through: ['torchscript-from-pytorch'] },
  {
    id: 'openvino-by-torchscript',
    use: 'openvino',
    format: 'openvino-ir',
    through: ['torchscript-from-pytorch', 'openvino-ir-from-pytorch'],
  },
  { id: 'ort-by-tflite', use: 'onnxruntime', through: ['tflite-from-saved-model'] },
  {
    id: 'openvino-by-tflite',
    use: 'openvino',
    format: 'openvino-ir',
    through: ['tflite-from-saved-model', 'openvino-ir-from-tensorflow'],
  },
  { id: 'litert-by-onnx', use: 'litert', through: ['tflite-from-onnx'] },
  { id: 'mnn-by-tflite', use: 'mnn', through: ['mnn-from-tflite'] },
  'coreml',
];
