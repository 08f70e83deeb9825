import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measuredCells } from '../../../scripts/forecast/measured-cells.js';

const DOCUMENT = `
## Matrix

|  | net | other |
| --- | --- | --- |
| **a** | ✅ 1.2× | ⚪ |
| **b** | ❌ 55× | 🔧 |

## Edges

| edge | from |
| --- | --- |
| x | y |

## Reasons

| column | state | models | reason |
| --- | --- | --- | --- |
| a | ⚪ unsupported | other | lacks a \\| b |
| b | ❌ drift | net | far off |
`;

test('the states are in the matrix, the reasons in the table below it', () => {
  expect(measuredCells(DOCUMENT)).toEqual([
    { model: 'net', column: 'a', state: 'pass', reason: '' },
    { model: 'other', column: 'a', state: 'unsupported', reason: 'lacks a \\| b' },
    { model: 'net', column: 'b', state: 'drift', reason: 'far off' },
    { model: 'other', column: 'b', state: 'convert-failed', reason: '' },
  ]);
});

test('every cell of the committed document is understood, and all that do not pass have a reason', () => {
  const cells = measuredCells(readFileSync('docs/compatibility.md', 'utf8'));
  expect(cells.length).toBeGreaterThan(700);
  expect(cells.filter(({ state, reason }) => state !== 'pass' && reason === '')).toEqual([]);
});
