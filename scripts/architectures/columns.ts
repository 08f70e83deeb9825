/** The columns of docs/architectures.md: every runtime that a network from PyTorch has a route to, with its defaults. */
export const columns: readonly string[] = [
  'onnxruntime-node',
  'onnxruntime-web',
  'onnxruntime',
  'onnx-reference',
  'openvino',
  'tract',
  'pytorch',
  'executorch',
  'litert',
  'litertjs',
  'ncnn',
  'mnn',
  'iree',
  'tvm',
];
