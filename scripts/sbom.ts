// `npm run sbom [-- <folder>]`: writes what the gate installs at run time as bills of materials in CycloneDX's form, one for
// each lock of an adapter. What the builds contain is in their own bom.json, which `npm run build` writes.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOfMaterials } from './sbom/bill-of-materials.js';
import { lockedParts } from './sbom/locked-parts.js';

const LOCKS = 'src/adapters/locks';

const [folder = '.cache/sbom'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const locks = readdirSync(LOCKS).sort();
for (const name of locks) {
  const id = name.replace(/(?:\.package-lock\.json|\.txt)$/, '');
  const parts = lockedParts(name, readFileSync(join(LOCKS, name), 'utf8'));
  writeFileSync(join(folder, `${id}.cdx.json`), billOfMaterials(id, parts));
}
console.log(`${locks.length} bills of materials are in ${folder}`);
