import { posix } from 'node:path';
import type { CoarsePrecision, Format } from '../types.js';

/** What the path of a form says of the model that it belongs to. */
export interface ModelName {
  /** Lower case, without extension and precision; forms of one model share it. */
  readonly name: string;
  /** The precision that the name declares, as in `net-int8.onnx`. */
  readonly precision: CoarsePrecision | null;
}

/** Endings of names, each after a separator. */
const PRECISIONS: readonly (readonly [RegExp, CoarsePrecision])[] = [
  [/[-_.](u?int8|q8|quant|quanti[sz]ed|qdq)$/, 'int8'],
  [/[-_.](fp16|float16|f16|half)$/, 'f16'],
  [/[-_.](bf16|bfloat16)$/, 'bf16'],
];

/** Names that say what a file is, not which model: the folder around it has the name. */
const GENERIC =
  /^(models?|saved[-_]?model|network|graph|weights|exports?|exported|checkpoints?|assets|onnx|ort|tflite|litert|tfjs|web|mobile|edge|keras|pytorch|torch|openvino|coreml|ncnn|mnn)$/;

/** The name of the model that a form belongs to: that of its file or folder or, where that is generic, of one around it. */
export function modelName(path: string, format: Format | null): ModelName {
  const { dir, base, name: stem } = posix.parse(path);
  // A folder has no extension: `net.v2`.
  const name = format === 'saved-model' ? base : stem;
  const words = [
    name,
    ...dir
      .split('/')
      .filter((part) => part !== '')
      .reverse(),
  ].map((word) => word.toLowerCase());
  const parts = words.map(withoutPrecision);
  const precision = parts[0]?.precision ?? null;
  const own = parts.find((part) => part.name !== '' && !GENERIC.test(part.name));
  return { name: own?.name ?? posix.join(dir, name).toLowerCase(), precision };
}

function withoutPrecision(word: string): ModelName {
  for (const [ending, precision] of PRECISIONS) {
    const name = word.replace(ending, '');
    if (name !== word) return { name, precision };
  }
  return { name: word, precision: null };
}
