import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Tail } from '../../src/host/tail.js';

test('keeps the end, however the pieces were cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{0,40}$/), { maxLength: 30 }),
      fc.integer({ min: 1, max: 60 }),
      (pieces, limit) => {
        const tail = new Tail(limit);
        for (const piece of pieces) tail.push(Buffer.from(piece));
        expect(tail.text()).toBe(pieces.join('').slice(-limit));
      },
    ),
  );
});
