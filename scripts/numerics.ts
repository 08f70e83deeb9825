// `npm run numerics`: measures how well the automatic tolerance distinguishes faults from rounding, compared with fixed
// tolerances, and writes the tables of docs/numerics.md. Takes some minutes; fails when a correct runtime does not pass.
import { join } from 'node:path';
import { developmentModels } from './development-models.js';
import { writeGeneratedPart } from './generated-part.js';
import { columns } from './numerics/columns.js';
import { numericsSection } from './numerics/document.js';
import { quantisedModels } from './numerics/quantised-models.js';
import { realModels } from './numerics/real-models.js';
import { studyRepository } from './numerics/repository.js';
import { seededModels } from './numerics/seeded-models.js';
import { study } from './numerics/study.js';
import { withGate } from './with-gate.js';

const models = {
  seeded: [...seededModels, ...quantisedModels],
  real: realModels,
  development: await developmentModels({ all: true }),
};
const results = await withGate(async (host) => {
  const cwd = join(host.scratch, 'repository');
  await studyRepository(cwd, models, columns);
  return study({ ...host, cwd });
});
writeGeneratedPart('docs/numerics.md', 'scripts/numerics.ts', numericsSection(results));
const alarms = results.judged.filter(({ fault, auto }) => fault === null && !auto);
for (const { model, column, reason } of alarms) console.error(`false alarm: ${model} on ${column}: ${reason}`);
process.exitCode = alarms.length === 0 ? 0 : 1;
