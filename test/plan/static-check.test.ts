import { expect, test } from 'vitest';
import { platformFault, releaseFault, staticFault } from '../../src/plan/static-check.js';
import type { ValueType } from '../../src/types.js';
import { float32, runtime, signature } from './facts.js';

const int64: ValueType = { kind: 'tensor', dtype: 'int64', shape: null };
const sequence: ValueType = { kind: 'sequence', item: float32 };
const scores: ValueType = { kind: 'map', key: 'int64', value: float32 };
const plain = runtime('ort');
const all = runtime('ort', { values: ['tensor', 'sequence', 'map', 'optional'] });

test.each([
  ['what it has', plain, float32, float32, null],
  ['an element type', plain, int64, float32, ['input x has type int64[…]', 'ORT does not accept int64']],
  ['a kind', plain, float32, sequence, ['output y has type sequence(float32[1, N])', 'ORT does not return sequences']],
  [
    'an optional',
    plain,
    { kind: 'optional', item: float32 },
    float32,
    ['input x has type optional(float32[1, N])', 'ORT does not accept optionals'],
  ],
  ['kinds that it has', all, { kind: 'optional', item: sequence }, sequence, null],
  [
    'the key of a map',
    all,
    float32,
    scores,
    ['output y has type map(int64, float32[1, N])', 'ORT does not return int64'],
  ],
  [
    'what is inside',
    all,
    float32,
    { kind: 'sequence', item: { kind: 'optional', item: int64 } },
    ['output y has type sequence(optional(int64[…]))', 'ORT does not return int64'],
  ],
] as const)('%s', (_, facts, input, output, expected) => {
  const fault = staticFault(signature(input, output), facts);
  expect(fault === null ? null : [fault.what, fault.why]).toEqual(expected);
});

test('platforms, where an adapter names them', () => {
  const linux = runtime('ort', { platforms: ['linux-x64', 'linux-arm64'] });
  expect(platformFault(plain, 'win32-x64')).toBeNull();
  expect(platformFault(linux, 'linux-arm64')).toBeNull();
  expect(platformFault(linux, 'darwin-arm64')).toEqual({
    what: 'ORT is not available for darwin-arm64',
    why: 'its packages exist only for linux-x64, linux-arm64',
  });
});

test('a release that is older than the oldest that the adapter works with', () => {
  const facts = runtime('ort', { oldest: '1.16.0' });
  expect(releaseFault(facts, '1.14.0')).toEqual({
    what: 'ORT 1.14.0 is older than 1.16.0',
    why: '1.16.0 is the oldest release that the adapter ort works with',
    next: 'set `version: "1.16.0"` or a newer release',
  });
  expect([releaseFault(facts, '1.16.0'), releaseFault(facts, undefined), releaseFault(runtime('a'), '0.1')]).toEqual([
    null,
    null,
    null,
  ]);
});
