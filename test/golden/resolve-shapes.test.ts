import { expect, test } from 'vitest';
import { resolveShapes } from '../../src/golden/resolve-shapes.js';
import type { Dimension } from '../../src/types.js';

const input = (name: string, shape: Dimension[], pinned: number[] | null = null) => ({ name, shape, pinned });

test.each<[string, ReturnType<typeof input>[], Record<string, number>, Record<string, number[]>]>([
  ['fixed sizes stay', [input('x', [2, 3])], {}, { x: [2, 3] }],
  ['a scalar', [input('x', [])], {}, { x: [] }],
  ['unknown sizes, also as 0 and -1', [input('x', [null, 0, -1])], {}, { x: [1, 16, 16] }],
  ['images, channels first', [input('x', [null, 3, null, null])], {}, { x: [1, 3, 64, 64] }],
  ['images, channels last', [input('x', ['N', 'H', 'W', 3])], {}, { x: [1, 64, 64, 3] }],
  ['one size a symbol', [input('x', ['N', 'L']), input('y', ['L', 'N'])], {}, { x: [1, 16], y: [16, 1] }],
  ['sizes from the config', [input('x', ['N', 'L'])], { N: 2 }, { x: [2, 16] }],
  ['sizes from a pinned shape', [input('x', ['N', 'L']), input('y', ['N', 'L'], [4, 5])], {}, { x: [4, 5], y: [4, 5] }],
  [
    'a pinned shape of another rank binds nothing',
    [input('x', ['N']), input('y', ['N'], [4, 5])],
    {},
    { x: [1], y: [4, 5] },
  ],
  [
    'sums and products',
    [input('mask', ['N', 'past + seq']), input('ids', ['N', 'seq']), input('k', ['N', '2*past'])],
    { past: 3, seq: 2 },
    { mask: [1, 5], ids: [1, 2], k: [1, 6] },
  ],
  ['a sum of what is nowhere else', [input('x', ['N', 'past + 1'])], {}, { x: [1, 17] }],
  [
    'the mask of a decoder with a cache',
    [
      input('input_ids', ['b', 'seq']),
      input('attention_mask', ['b', 'total']),
      input('past.0.key', ['b', 2, 'past', 8]),
    ],
    { past: 5 },
    { input_ids: [1, 16], attention_mask: [1, 21], 'past.0.key': [1, 2, 5, 8] },
  ],
  [
    'sounds',
    [input('audio', ['N', 'samples']), input('input_values', [null, null])],
    {},
    { audio: [1, 16_000], input_values: [1, 16_000] },
  ],
  ['one image without a batch', [input('image', [3, 'height', 'width'])], {}, { image: [3, 64, 64] }],
  ['sizes by the names of symbols', [input('x', ['seq', 'batch_size', 'height'])], {}, { x: [16, 1, 64] }],
  ['a symbol that only looks like arithmetic', [input('x', ['batch-size', 'dim(1)+'])], {}, { x: [1, 16] }],
])('%s', (_, inputs, dims, expected) => {
  expect(Object.fromEntries(resolveShapes(inputs, dims))).toEqual(expected);
});
