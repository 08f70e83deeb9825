import type { ResultCell, Results } from '../../src/results/schema.js';
import { cellOf, diagnosis, modelOf, outputOf, passing, resultsOf, runtimeOf } from './results-builder.js';

/** Models with long names of non-ASCII letters on 20 runtimes; every `failing`-th cell fails for its own reason. */
export function manyModels(count: number, failing: number): Results {
  const models = Array.from({ length: count }, (_, index) => `Modèle-${index}-${'größe'.repeat(6)}`);
  const runtimes = Array.from({ length: 20 }, (_, index) => `runtime-number-${index}`);
  const cells = models.flatMap((model, row) =>
    runtimes.map((runtime, column): ResultCell => {
      const fails = (row * 20 + column) % failing === 0;
      if (!fails) return passing(model, runtime, 1);
      return cellOf(model, runtime, {
        state: 'drift',
        outputs: [outputOf(model, 1000 + row)],
        diagnosis: diagnosis('x', `differs from ${row}/${column} on`, 'Evidence: '.repeat(80), 'Do this. '.repeat(20)),
      });
    }),
  );
  return resultsOf({
    verdict: 'fail',
    models: models.map((id) => modelOf(id, { goldens: 'synthetic' })),
    runtimes: runtimes.map((id) => runtimeOf(id, id, '1.0.0')),
    cells,
  });
}
