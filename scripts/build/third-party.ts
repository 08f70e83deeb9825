import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOfMaterials } from '../sbom/bill-of-materials.js';
import { type ShippedPackage, shippedPackage } from './shipped-package.js';

/**
 * Writes what a build contains of others: THIRD-PARTY-NOTICES.txt with their licences, and bom.json in CycloneDX's form.
 * @param folders of packages; those that are in several bundles may be named several times
 */
export function writeThirdParty(target: string, subject: string, folders: readonly string[]): void {
  // One release may be in several folders of node_modules.
  const packages = [...new Map(folders.map(shippedPackage).map((one) => [title(one), one])).values()];
  writeFileSync(join(target, 'THIRD-PARTY-NOTICES.txt'), notices(packages));
  const parts = packages.map(({ name, version, license }) => ({ registry: 'npm', name, version, license }) as const);
  writeFileSync(join(target, 'bom.json'), billOfMaterials(subject, parts));
}

const RULE = '='.repeat(80);

/** Packages with their licences, by name; those with the same text together. */
export function notices(packages: readonly ShippedPackage[]): string {
  const byText = new Map<string, string[]>();
  for (const { text, ...about } of [...packages].sort((a, b) => (title(a) < title(b) ? -1 : 1)))
    byText.set(text, [...(byText.get(text) ?? []), title(about)]);
  return [
    'This software contains the packages below, each under its own licence.\n',
    ...[...byText].map(([text, titles]) => `${[RULE, ...titles, RULE].join('\n')}\n\n${text}\n`),
  ].join('\n');
}

function title({ name, version, license }: Omit<ShippedPackage, 'text'>): string {
  return `${name} ${version} (${license})`;
}
