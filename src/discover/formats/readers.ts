import { coremlFileReader } from './coreml.js';
import { executorchReader } from './executorch.js';
import { exportedProgramReader } from './exported-program.js';
import type { FormatReader } from './format-reader.js';
import { kerasReader } from './keras.js';
import { mnnReader } from './mnn.js';
import { ncnnReader } from './ncnn.js';
import { onnxReader } from './onnx.js';
import { openvinoIrReader } from './openvino-ir.js';
import { ortReader } from './ort.js';
import { stablehloReader } from './stablehlo.js';
import { tfjsReader } from './tfjs.js';
import { tfliteReader } from './tflite.js';
import { torchscriptReader } from './torchscript.js';

/** Formats whose models are files; the first that recognises a file reads it. */
export const READERS: readonly FormatReader[] = [
  onnxReader,
  tfliteReader,
  torchscriptReader,
  exportedProgramReader,
  kerasReader,
  stablehloReader,
  tfjsReader,
  ortReader,
  openvinoIrReader,
  executorchReader,
  ncnnReader,
  mnnReader,
  coremlFileReader,
];
