import { expect, test } from 'vitest';
import { supportOf } from '../../../scripts/operator-support/measure.js';

test('cases beyond the versions that a runtime knows say nothing of their operators', () => {
  const outcomes = [
    ['Relu', null],
    ['StringNormalizer', 'needs the locale en_US.UTF-8, which this machine does not have'],
    ['Gelu', 'does not know the operator Gelu'],
    ['Gelu', null],
    ['Swish', 'opset 27 is newer than this release knows (at most 26)'],
    ['BitCast', 'IR version 14 is newer than this release knows (at most 13)'],
  ] as const;
  expect(
    supportOf(
      '1.0',
      outcomes.map(([operator, lacks]) => ({ operator, since: 20, lacks })),
    ),
  ).toEqual({ version: '1.0', newest: { ir: 13, opset: 26 }, refused: { Gelu: { 20: [1, 2] } } });
});
