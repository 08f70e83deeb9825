import { expect, test } from 'vitest';
import { closestName, didYouMean } from '../../src/config/did-you-mean.js';

test.each([
  ['runtmes', ['runtimes', 'models'], 'runtimes'],
  ['detector', ['models/detector', 'models/vad'], 'models/detector'],
  // A name that two folders have says nothing; one that is close does.
  ['detector', ['first/detector', 'second/detector'], undefined],
  ['vad2', ['models/vad', 'vad'], 'vad'],
  ['x', [], undefined],
])('%s is %j of %j', (written, candidates, expected) => {
  expect(closestName(written, candidates)).toBe(expected);
});

test('nothing is proposed where nothing is close', () => {
  expect(didYouMean('detector', ['models/detector'])).toBe('; did you mean "models/detector"?');
  expect(didYouMean('detector', ['speech'])).toBe('');
});
