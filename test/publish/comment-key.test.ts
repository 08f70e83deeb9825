import { expect, test } from 'vitest';
import { commentKey, sourceOf } from '../../src/publish/comment-key.js';

const platform = { os: 'linux', arch: 'x64', cpu: '', isa: [], sandbox: '' };
const run = { config: null, baseline: 'portability.lock.json' };

test('each question has a key of its own', () => {
  const keys = [
    commentKey('portability.yml', { platform }),
    commentKey('ci/portability.yml', { platform }),
    commentKey('portability.yml', { platform: { ...platform, arch: 'arm64' } }),
    commentKey('portability.yml', { platform, run: { ...run, models: ['a'] } }),
    commentKey('portability.yml', { platform, run: { ...run, runtimes: ['a'] } }),
    commentKey('portability.yml', { platform, run: { ...run, models: ['a'], runtimes: ['a'] } }),
    commentKey('portability.yml', { platform }, 'nightly'),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys[0]).toBe('portability.yml/linux-x64');
});

test('the configuration that is found by itself is one question wherever it is', () => {
  expect(['portability.yml', '.github/portability.yaml', null].map((config) => sourceOf('', config))).toEqual(
    Array.from({ length: 3 }, () => 'portability.yml'),
  );
  expect(sourceOf('packages/a', 'ci/gate.yml')).toBe('packages/a/ci/gate.yml');
});

test('the order of filters makes no difference, and neither does the platform under a name of its own', () => {
  const filtered = (models: string[]) => commentKey('p', { platform, run: { ...run, models } });
  expect(filtered(['a', 'b'])).toBe(filtered(['b', 'a']));
  expect(commentKey('p', { platform }, 'x')).toBe(commentKey('p', { platform: { ...platform, os: 'darwin' } }, 'x'));
});

test('a long key is short and still its own', () => {
  const long = (last: string) =>
    commentKey('p', {
      platform,
      run: { ...run, models: [...Array.from({ length: 100 }, (_, i) => `model-${i}`), last] },
    });
  expect(long('x').length).toBeLessThanOrEqual(120);
  expect(long('x')).not.toBe(long('y'));
});
