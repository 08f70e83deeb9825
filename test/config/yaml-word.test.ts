import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlOptions } from '../../src/config/yaml-word.js';

test('options are read back as they were, empty and misleading ones too', () => {
  const options = {
    level: 'all',
    'disabled-optimizers': '',
    fused: 'off',
    threads: 2,
    lambdas: false,
    release: '1.20',
  };
  expect(yamlOptions({ 'disabled-optimizers': '', level: 'all' })).toBe('disabled-optimizers: "", level: all');
  expect(parse(`{ ${yamlOptions(options)} }`)).toEqual(options);
});
