import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { widthOf } from '../../src/report/terminal-table.js';
import { STATES } from '../../src/results/states.js';
import { CELL_STATES } from '../../src/types.js';

const SYMBOLS = CELL_STATES.map((state) => STATES[state].symbol);

test.each([...SYMBOLS, '✅✅', '⚠', '名前', 'é', 'e\u0301', '👩\u200d🔧'])(
  '%s is as wide as it is looked up',
  (sign) => {
    expect(widthOf(sign)).toBe(stringWidth(sign));
    expect(widthOf(`${sign} net ${sign}`)).toBe(2 * stringWidth(sign) + 5);
  },
);
