import type { Form } from '../discover/form.js';
import type { Column } from './column.js';

/** Whether the column or the form declares that float32 is enough, also for a model in float64. */
export function acceptsFloat32(
  { declaresFloat32 }: Pick<Column, 'declaresFloat32'>,
  { precision }: Pick<Form, 'precision'>,
): boolean {
  return declaresFloat32 === true || precision === 'f32';
}
