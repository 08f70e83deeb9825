import { expect, test } from 'vitest';
import { DRAWS } from '../../src/golden/draw.js';
import { suitableShapes } from '../../src/golden/suitable-shapes.js';

const image = { name: 'x', shape: ['N', 3, 'H', 'W'], pinned: null };
const text = { name: 'ids', shape: ['N', 'L'], pinned: null };

test.each<[string, (height: number, length: number) => number, number[], number[]]>([
  ['the draw where nothing contradicts it', () => 0, [1, 3, 64, 64], [1, 16]],
  ['the draw where everything contradicts', () => 1, [1, 3, 64, 64], [1, 16]],
  ['the size of the image', (height) => Number(height !== 28), [1, 3, 28, 28], [1, 16]],
  ['the length', (_, length) => Number(length > 8), [1, 3, 64, 64], [1, 8]],
  ['both', (height, length) => Number(height !== 224) + Number(length !== 77), [1, 3, 224, 224], [1, 77]],
])('%s', (_, count, x, ids) => {
  const shapes = suitableShapes([image, text], DRAWS[0], {}, (tried) =>
    count(tried.get('x')?.[2] ?? 0, tried.get('ids')?.[1] ?? 0),
  );
  expect(Object.fromEntries(shapes)).toEqual({ x, ids });
});
