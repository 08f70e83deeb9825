// `npm run compatibility`: runs real and small networks from every framework on every runtime through every converter, and
// writes docs/compatibility.md. The first time, it downloads gigabytes of packages. The results are also written to
// .cache/compatibility.json.
import { writeFileSync } from 'node:fs';
import { findConverters } from '../src/adapters/find-converters.js';
import { runGate } from '../src/gate.js';
import { compatibilityDocument } from './compatibility/document.js';
import { compatibilityRepository } from './compatibility/repository.js';
import { developmentModels } from './development-models.js';
import { writeGeneratedPart } from './generated-part.js';
import { withGate } from './with-gate.js';

const ROOT = '.cache/compatibility';

await withGate(async (host) => {
  await compatibilityRepository(ROOT, await developmentModels({ all: true }), host);
  const { results } = await runGate({}, host);
  writeFileSync('.cache/compatibility.json', JSON.stringify(results));
  const text = compatibilityDocument(results, await findConverters(host, []));
  writeGeneratedPart('docs/compatibility.md', 'scripts/compatibility.ts', text);
}, ROOT);
