import type { ResultOutput, Results } from '../results/schema.js';
import { fromReal } from '../tensor/real.js';

/** What `n×` means, in sentences for one line each; none when nothing was measured against a noise floor. */
export function legendOf({ cells, runtimes }: Results): readonly string[] {
  if (!cells.some(({ outputs }) => outputs.some(({ noiseRatio }) => noiseRatio !== null))) return [];
  const legend = [
    "n× = distance from the reference in units of the model's own rounding noise: about 1× is normal, above 8× fails.",
  ];
  if (runtimes.some(({ precision: { declared } }) => declared !== 'f32'))
    legend.push('A column that declares a coarser precision may be off by as much more as that precision is coarser.');
  if (cells.some(({ outputs }) => outputs.some(isAccepted)))
    legend.push('An output with a tolerance of its own in the config passes or fails by that, whatever its n×.');
  return legend;
}

/** Passes although it is too far off for `auto`: somebody allowed it. */
function isAccepted({ verdict, noiseRatio, tolerance: { rule } }: ResultOutput): boolean {
  return verdict === 'pass' && rule !== 'auto' && noiseRatio !== null && fromReal(noiseRatio) > 8;
}
