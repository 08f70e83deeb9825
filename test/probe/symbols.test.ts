import { expect, test } from 'vitest';
import { batchSymbol, freeSymbols, rowAxis } from '../../src/probe/symbols.js';
import type { Dimension, Port } from '../../src/types.js';

const port = (...shape: Dimension[]): Port => ({ name: 'x', type: { kind: 'tensor', dtype: 'float32', shape } });
const inputs = (...shapes: Dimension[][]) => ({ inputs: shapes.map((shape) => port(...shape)), outputs: [] });

test.each([
  ['leads every input', inputs(['N', 3], ['N', 'T']), 'N'],
  ['numbers beside it do not matter', inputs(['N', 3], [], [1]), 'N'],
  ['a fixed state means that rows are no rows', inputs(['N', 3], [1, 128]), null],
  ['time is not rows', inputs(['sequence_length', 3]), null],
  ['fixed sizes', inputs([1, 3]), null],
  ['nothing known', inputs([null, 3]), null],
])('the batch: %s', (_why, signature, symbol) => {
  expect(batchSymbol(signature)).toBe(symbol);
});

test('sizes that follow from others are fixed, and so are those others', () => {
  expect(freeSymbols(inputs(['N', 'past'], ['N', 'past + 1'], ['N', 'width']))).toEqual(['N', 'width']);
});

test('rows of an output lie at the symbol, else in front when that is open', () => {
  expect(rowAxis(port(2, 'N', 4), 'N')).toBe(1);
  expect(rowAxis(port('M', 4), 'N')).toBe(0);
  expect(rowAxis(port(null, 4), 'N')).toBe(0);
  expect(rowAxis(port(1, 4), 'N')).toBeNull();
});
