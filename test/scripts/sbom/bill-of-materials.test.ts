import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { billOfMaterials, type Part } from '../../../scripts/sbom/bill-of-materials.js';

const PARTS: Part[] = [
  { registry: 'npm', name: '@scope/engine', version: '1.2.0', license: 'MIT', sha512: 'ab'.repeat(64) },
  { registry: 'npm', name: 'either', version: '2.0.0', license: '(MIT OR Apache-2.0)' },
  { registry: 'npm', name: 'own', version: '3.0.0', license: 'SEE LICENSE IN own.txt' },
  { registry: 'pypi', name: 'torch', version: '2.0.0+cpu' },
];

/** CycloneDX's own schema, which comes with its library. */
function valid(): (document: unknown) => boolean {
  const library = dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json'));
  const schema = (name: string) =>
    JSON.parse(readFileSync(join(library, 'res/schema', `${name}.SNAPSHOT.schema.json`), 'utf8'));
  const ajv = new Ajv({ strict: false, formats: { 'iri-reference': true, 'idn-email': true } });
  addFormats.default(ajv);
  // The library keeps them under names of its own.
  for (const name of ['spdx', 'jsf-0.82']) {
    const { $id: _, ...rest } = schema(name);
    ajv.addSchema(rest, `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  }
  return ajv.compile(schema('bom-1.6'));
}

test('the document is CycloneDX, in any order of the parts the same', () => {
  const text = billOfMaterials('action', PARTS);
  expect(valid()(JSON.parse(text))).toBe(true);
  expect(billOfMaterials('action', PARTS.toReversed())).toBe(text);
});

test('every part is there by the name of its registry, with its licence and hash', () => {
  const { components } = JSON.parse(billOfMaterials('action', PARTS));
  expect(components).toMatchObject([
    {
      group: '@scope',
      name: 'engine',
      purl: 'pkg:npm/%40scope/engine@1.2.0',
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: 'ab'.repeat(64) }],
    },
    { name: 'either', purl: 'pkg:npm/either@2.0.0', licenses: [{ expression: '(MIT OR Apache-2.0)' }] },
    { name: 'own', licenses: [{ license: { name: 'SEE LICENSE IN own.txt' } }] },
    { name: 'torch', purl: 'pkg:pypi/torch@2.0.0%2Bcpu' },
  ]);
});
