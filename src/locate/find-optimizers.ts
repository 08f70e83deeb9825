import type { Column } from '../plan/column.js';
import type { ResultCell } from '../results/schema.js';
import type { Options } from '../types.js';
import { fewest } from './fewest.js';

/**
 * The fewest optimisations of a column's runtime without which it passes, where its runtime can turn single ones off.
 * @param passes whether it passes with these options
 * @returns null when none of those that are known is the cause, or the column turns some off already
 */
export async function findOptimizers(
  { runtime, options }: Pick<Column, 'runtime' | 'options'>,
  passes: (options: Options) => Promise<boolean>,
): Promise<NonNullable<ResultCell['optimizers']> | null> {
  const { optimizers } = runtime;
  if (optimizers === undefined || options[optimizers.option] !== '') return null;
  const { option } = optimizers;
  const names = await fewest(optimizers.names, (some) => passes({ ...options, [option]: some.join(',') }));
  return names === null ? null : { option, names: [...names] };
}
