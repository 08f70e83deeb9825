import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shippedPackage } from '../../../scripts/build/shipped-package.js';
import { notices, writeThirdParty } from '../../../scripts/build/third-party.js';
import { scratchWith } from '../scratch.js';

const manifest = (name: string, version: string) => JSON.stringify({ name, version, license: 'MIT' });

test('notices name every package, and a text that several have only once', () => {
  const one = { name: 'one', version: '1.0.0', license: 'MIT', text: 'MIT text' };
  const text = notices([{ ...one, name: 'two' }, { ...one, name: 'three', text: 'other text' }, one]);
  expect(text.match(/^\w+ 1\.0\.0 \(MIT\)$/gm)).toEqual(['one 1.0.0 (MIT)', 'two 1.0.0 (MIT)', 'three 1.0.0 (MIT)']);
  expect(text.split('MIT text')).toHaveLength(2);
});

test('a licence is read from the package; without one, the build says what to do', () => {
  const folder = scratchWith({
    'a/package.json': manifest('a', '1.0.0'),
    'a/LICENSE.md': 'licence\r\n',
    'a/NOTICE': 'notice',
    'b/package.json': manifest('@scope/b', '2.0.0'),
  });
  expect(shippedPackage(join(folder, 'a')).text).toBe('licence\n\nnotice');
  expect(() => shippedPackage(join(folder, 'b'))).toThrow(/@scope\/b 2\.0\.0 .*licences\/@scope__b-2\.0\.0/);
});

test('the packages of ONNX Runtime have the text of their release, with what its library is made of', () => {
  const texts = ['common', 'node', 'web'].map((part) => shippedPackage(`node_modules/onnxruntime-${part}`).text);
  expect(new Set(texts).size).toBe(1);
  expect(texts[0]).toMatch(/Copyright \(c\) Microsoft Corporation[\s\S]*protobuf/);
});

test('both files list a package once, wherever it was found', () => {
  const target = scratchWith({ 'a/package.json': manifest('a', '1.0.0'), 'a/LICENSE': 'text' });
  writeThirdParty(target, 'action', [join(target, 'a'), join(target, 'a')]);
  const read = (name: string) => readFileSync(join(target, name), 'utf8');
  expect(read('THIRD-PARTY-NOTICES.txt').match(/^a 1\.0\.0/gm)).toHaveLength(1);
  expect(JSON.parse(read('bom.json')).components).toMatchObject([{ purl: 'pkg:npm/a@1.0.0' }]);
});
