import type { z } from 'zod';
import type { configSchema } from '../../src/config/schema.js';
import type { StudyFault } from './study-results.js';

/** As in a configuration. */
export type StudyColumns = NonNullable<z.input<typeof configSchema>['runtimes']>;

/** Columns that are meant to compute in float32. */
export const HONEST = [
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

export const columns: StudyColumns = [...HONEST, BFLOAT16];

/** Faults of the runtimes themselves, found by this study; the other runtimes agree with each other. */
const KNOWN = [
  {
    model: 'ocr-detect',
    column: 'onnx-reference',
    kind: 'training mode',
    where: 'BatchNormalization of operator set 9 with a momentum, in the reference evaluator of onnx 1.23.2',
  },
];

/** What is wrong with a cell whose graph is unchanged; null for correct ones. */
export function faultOfCell(model: string, column: string): StudyFault | null {
  if (column === BFLOAT16.id) return { kind: 'bfloat16 arithmetic', where: 'OpenVINO, every operator' };
  const known = KNOWN.find((one) => one.model === model && one.column === column);
  return known === undefined ? null : { kind: known.kind, where: known.where };
}
