import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { modelDigest } from '../../src/baseline/model-digest.js';
import { DIGEST, OTHER_DIGEST } from './lock.js';

const digest = (...forms: string[]) => modelDigest({ forms: forms.map((sha256) => ({ sha256 })) });

test('the digest of a model of one form is that of its file', () => {
  expect(digest(DIGEST)).toBe(DIGEST);
});

test('every form counts, and their order', () => {
  const lines = `${DIGEST}\n${OTHER_DIGEST}\n`;
  expect(digest(DIGEST, OTHER_DIGEST)).toBe(createHash('sha256').update(lines).digest('hex'));
  expect(digest(DIGEST, OTHER_DIGEST)).not.toBe(digest(OTHER_DIGEST, DIGEST));
  expect(digest(DIGEST, DIGEST)).not.toBe(DIGEST);
});
