import { readOnnxModel } from '../../onnx/onnx-model.js';
import type { FormatReader } from './format-reader.js';

/** Field 1 (ir_version) of ModelProto as a varint: the first byte of every file that an ONNX writer makes. */
const IR_VERSION_TAG = 0x08;

/** ONNX has no magic number: a model starts with its IR version, a small varint, and has a graph and nothing unknown. */
export const onnxReader: FormatReader = {
  format: 'onnx',
  extensions: ['.onnx'],

  recognises(path, head) {
    const version = head[1] ?? 0;
    if (head[0] !== IR_VERSION_TAG || version === 0 || version > 127 || head.length < 16) return false;
    // The next field of a model is producer (2), version, domain, doc, graph (7) or opsets (8), length-delimited.
    if (![0x12, 0x1a, 0x22, 0x32, 0x3a, 0x42].includes(head[2] ?? 0)) return false;
    const described = readOnnxModel(path);
    return !('fault' in described) && described.operators.length > 0 && Object.keys(described.opsets).length > 0;
  },

  read(path) {
    const model = readOnnxModel(path);
    if ('fault' in model) return model;
    return {
      format: 'onnx',
      signature: model.signature,
      companions: model.externalFiles.map((file) => file.path),
      onnx: model,
    };
  },
};
