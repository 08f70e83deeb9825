// `npm run sbom [-- <folder>]`: writes a bill of materials in CycloneDX's form for each lock: what the gate installs at run
// time, by adapter, and what its development installs. What the builds contain is in their own bom.json, which `npm run
// build` writes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOfMaterials } from './sbom/bill-of-materials.js';
import { lockedParts } from './sbom/locked-parts.js';

const ADAPTERS = 'src/adapters/locks';

/** By subject: the path of the lock. */
const locks = new Map([
  ...readdirSync(ADAPTERS).map(
    (name) => [name.replace(/(?:\.package-lock\.json|\.txt)$/, ''), join(ADAPTERS, name)] as const,
  ),
  ['development', 'package-lock.json'],
  ['documentation-site', 'site/package-lock.json'],
  ['ruff', 'scripts/ruff/requirements.txt'],
]);
const [folder = '.cache/sbom'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const [subject, lock] of locks) {
  const parts = lockedParts(lock, readFileSync(lock, 'utf8'));
  writeFileSync(join(folder, `${subject}.cdx.json`), billOfMaterials(subject, parts));
}
console.log(`${locks.size} bills of materials are in ${folder}`);
