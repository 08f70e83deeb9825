import { expect, test } from 'vitest';
import { supportSource } from '../../../scripts/operator-support/source.js';
import type { KnownSupport } from '../../../src/adapters/operator-support.js';

test('the tables as source, a line for each adapter, in the order of their names', () => {
  const list = { version: '1', lacks: { Gelu: [20] }, others: [] };
  const known: KnownSupport = {
    cases: { b: { version: '2', newest: { ir: null, opset: 21 }, refused: {} } },
    lists: { z: list, c: list },
    deadEnds: {},
    versions: { Gelu: [20] },
  };
  const source = supportSource(known);
  const [, body = ''] = source.split('KnownSupport = ');
  expect(new Function(`return ${body.trimEnd().slice(0, -1)}`)()).toEqual(known);
  expect(source.split('\n').filter((line) => line.startsWith("    '"))).toMatchObject([
    expect.stringMatching(/^ {4}'b'/),
    expect.stringMatching(/^ {4}'c'/),
    expect.stringMatching(/^ {4}'z'/),
  ]);
});
