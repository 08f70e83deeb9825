// `npm run convolutions`: how far the runtimes that compute convolutions by Winograd's transform are from float64, for
// docs/numerics.md. Takes some minutes.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CONVOLUTIONS } from './convolutions/convolution.js';
import { convolutionsSection } from './convolutions/document.js';
import { COLUMNS, studyConvolutions } from './convolutions/study.js';
import { writeGeneratedPart } from './generated-part.js';
import { withGate } from './with-gate.js';

const results = await withGate((host) => {
  const cwd = join(host.scratch, 'repository');
  mkdirSync(cwd);
  return studyConvolutions(CONVOLUTIONS, COLUMNS, { ...host, cwd });
});
writeGeneratedPart('docs/numerics.md', 'scripts/convolutions.ts', convolutionsSection(results));
