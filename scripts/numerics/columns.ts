import type { z } from 'zod';
import type { configSchema } from '../../src/config/schema.js';
import { isSaturating } from './quantised-models.js';
import type { StudyFault } from './study-results.js';

/** As in a configuration. */
export type StudyColumns = NonNullable<z.input<typeof configSchema>['runtimes']>;

/** Columns that are meant to compute in float32. */
export const CORRECT = [
  'onnxruntime-node',
  'onnxruntime-web',
  'onnxruntime',
  'openvino',
  'tract',
  'iree',
  'onnx-reference',
];
/** The runtime whose arithmetic is the fault. */
const BFLOAT16 = { id: 'openvino-bf16', use: 'openvino', options: { precision: 'bf16' } };
/** Where faulty graphs run: the original passes there, and it is optimised as in a deployment. */
export const FAULTY_ON = 'onnxruntime-node';

/** Columns whose precision makes the study simulate it; the models run there as well. */
const COARSE = [
  { id: 'ncnn-f16', use: 'ncnn', options: { precision: 'f16' }, precision: 'f16' },
  { id: 'ncnn-bf16', use: 'ncnn', options: { precision: 'bf16' }, precision: 'bf16' },
  { id: 'web-int8', use: 'onnxruntime-web', precision: 'int8' },
] as const;

export const columns: StudyColumns = [...CORRECT, BFLOAT16, ...COARSE];

/** Whether a column is there for its precision. */
export function isCoarse(column: string): boolean {
  return COARSE.some(({ id }) => id === column);
}

/** Faults of the runtimes themselves, found by this study; the other runtimes agree with each other. */
const KNOWN = [
  {
    model: 'ocr-detect',
    column: 'onnx-reference',
    kind: 'training mode',
    where: 'BatchNormalization of operator set 9 with a momentum, in the reference evaluator of onnx 1.23.2',
  },
  {
    model: 'swift-f0',
    column: 'iree',
    kind: 'wrong shape',
    where: 'one frame instead of 62, in IREE 3.13.0',
  },
];

/**
 * What is wrong with a cell whose graph is unchanged; null for correct ones.
 * @param precision that the runtime reports: without instructions for bfloat16 OpenVINO computes in float32
 * @param saturates whether the column adds 8-bit products in 16 bits on this processor
 */
export function faultOfCell(
  model: string,
  column: string,
  precision: string | null,
  saturates: boolean,
): StudyFault | null {
  if (saturates && isSaturating(model)) return { kind: 'saturating products', where: 'this processor has no VNNI' };
  if (column === BFLOAT16.id && precision !== 'f32')
    return { kind: 'bfloat16 arithmetic', where: 'OpenVINO, every operator' };
  const known = KNOWN.find((one) => one.model === model && one.column === column);
  return known === undefined ? null : { kind: known.kind, where: known.where };
}
