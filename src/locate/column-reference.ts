/** The reference as a column is judged by it. */
import { type Noise, withoutDouble, withWinograd } from '../compare/kernel/noise-model.js';
import type { LayerSuspect } from './layer-suspect.js';
import type { ReferenceValues } from './reference-values.js';

/** The noise floors are those of float32 where that is declared to be enough, and of Winograd's convolutions where the runtime computes these. */
export function columnReference(
  known: ReferenceValues,
  { acceptsFloat32, column }: Pick<LayerSuspect, 'acceptsFloat32' | 'column'>,
): ReferenceValues {
  const narrow = acceptsFloat32 ? withNoise(known, withoutDouble) : known;
  return column.runtime.winograd ? withNoise(narrow, withWinograd) : narrow;
}

function withNoise(values: ReferenceValues, change: (noise: Noise) => Noise): ReferenceValues {
  return {
    ...values,
    async read(names) {
      const known = [...(await values.read(names))];
      return new Map(
        known.map(([name, { noise, ...rest }]) => [name, { ...rest, noise: noise === null ? null : change(noise) }]),
      );
    },
  };
}
