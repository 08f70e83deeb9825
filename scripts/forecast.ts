// `npm run forecast [-- <repository>]`: what `portability plan` foretells of the repository of `npm run compatibility`, beside
// what docs/compatibility.md says became of it; writes docs/forecast.md. Nothing runs.
import { readFileSync } from 'node:fs';
import { KNOWN_SUPPORT } from '../src/adapters/operator-support.generated.js';
import { planSession } from '../src/plan-session.js';
import { withSession } from '../src/session.js';
import { compareWithFact } from './forecast/compare-with-fact.js';
import { forecastSection } from './forecast/document.js';
import { measuredCells } from './forecast/measured-cells.js';
import { writeGeneratedPart } from './generated-part.js';
import { withGate } from './with-gate.js';

const [root = '.cache/compatibility'] = process.argv.slice(2);
const measured = measuredCells(readFileSync('docs/compatibility.md', 'utf8'));
await withGate(async (host) => {
  const plan = await withSession({}, host, planSession);
  const cells = compareWithFact(plan, measured, KNOWN_SUPPORT);
  writeGeneratedPart('docs/forecast.md', 'scripts/forecast.ts', forecastSection(cells, KNOWN_SUPPORT));
}, root);
