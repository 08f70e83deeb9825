import type { z } from 'zod';
import type { configSchema } from '../../src/config/schema.js';
import type { StudyFault } from './study-results.js';

/** As a configuration has them. */
export type StudyColumns = NonNullable<z.input<typeof configSchema>['runtimes']>;

/** Columns that mean to compute in float32. */
export const HONEST = ['onnxruntime-node', 'onnxruntime-web', 'onnxruntime', 'openvino', 'onnx-reference'];
/** The runtime whose arithmetic is the fault. */
const BFLOAT16 = { id: 'openvino-bf16', use: 'openvino', options: { precision: 'bf16' } };
/** Faulty graphs run where an honest one passes, optimised as in a deployment. */
export const FAULTY_ON = 'onnxruntime-node';

export const columns: StudyColumns = [...HONEST, BFLOAT16];

/** Faults that runtimes have of themselves, found by this study; the other runtimes agree against them. */
const KNOWN = [
  {
    model: 'ocr-detect',
    column: 'onnx-reference',
    kind: 'training mode',
    where: 'BatchNormalization of operator set 9 with a momentum, in the reference evaluator of onnx 1.23.2',
  },
];

/** What is wrong with a cell whose graph is not touched; null for honest ones. */
export function faultOfCell(model: string, column: string): StudyFault | null {
  if (column === BFLOAT16.id) return { kind: 'bfloat16 arithmetic', where: 'OpenVINO, every operator' };
  const known = KNOWN.find((one) => one.model === model && one.column === column);
  return known === undefined ? null : { kind: known.kind, where: known.where };
}
