// `npm run forecast [-- <repository> <results>]`: what `portability plan` foretells of the cells of docs/compatibility.md,
// beside what `npm run compatibility` measured; writes docs/forecast.md. Nothing runs.
import { readFileSync } from 'node:fs';
import { KNOWN_SUPPORT } from '../src/adapters/operator-support.generated.js';
import { planSession } from '../src/plan-session.js';
import { resultsSchema } from '../src/results/schema.js';
import { withSession } from '../src/session.js';
import { compareWithFact } from './forecast/compare-with-fact.js';
import { forecastSection } from './forecast/document.js';
import { writeGeneratedPart } from './generated-part.js';
import { withGate } from './with-gate.js';

const [root = '.cache/compatibility', measured = '.cache/compatibility.json'] = process.argv.slice(2);
const results = resultsSchema.parse(JSON.parse(readFileSync(measured, 'utf8')));
await withGate(async (host) => {
  const plan = await withSession({}, host, planSession);
  const cells = compareWithFact(plan, results, KNOWN_SUPPORT);
  writeGeneratedPart('docs/forecast.md', 'scripts/forecast.ts', forecastSection(cells, KNOWN_SUPPORT));
}, root);
