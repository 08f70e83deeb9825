import { expect, test } from 'vitest';
import { requirementsOf } from '../../src/environments/prepare-node-environment.js';

const facts = { package: '@x/core', dependencies: ['@x/core@1.0.0', '@x/wasm@1.0.0', '@x/other@2.0.0', 'core@1.0.0'] };
const text = (version?: string) => requirementsOf(facts, version).map(({ name, version: pin }) => `${name}@${pin}`);

test('another version of the main package is one of what is released with it', () => {
  expect(text()).toEqual(facts.dependencies);
  expect(text('1.1.0')).toEqual(['@x/core@1.1.0', '@x/wasm@1.1.0', '@x/other@2.0.0', 'core@1.0.0']);
});

test('packages without a scope stand for themselves', () => {
  const plain = { package: 'core', dependencies: ['core@1.0.0', 'wasm@1.0.0'] };
  expect(requirementsOf(plain, '2.0.0').map(({ version }) => version)).toEqual(['2.0.0', '1.0.0']);
});
