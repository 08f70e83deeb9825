import { expect, test } from 'vitest';
import { drawsOfSizes } from '../../src/golden/draw.js';
import { resolveShapes } from '../../src/golden/resolve-shapes.js';

test('sizes of the graph are tried as every open size, and as the batch', () => {
  const wanted = [
    { name: 'ids', shape: ['batch', 'sequence'], pinned: null },
    { name: 'image', shape: [null, 3, null, null], pinned: null },
  ];
  const shapes = drawsOfSizes([9]).map((draw) => Object.fromEntries(resolveShapes(wanted, {}, draw)));
  expect(shapes).toEqual([
    { ids: [1, 9], image: [1, 3, 9, 9] },
    { ids: [9, 16], image: [9, 3, 64, 64] },
  ]);
});
