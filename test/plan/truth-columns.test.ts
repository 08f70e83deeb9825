import { expect, test } from 'vitest';
import { referenceColumn } from '../../src/plan/column.js';
import { truthColumns } from '../../src/plan/truth-columns.js';
import { runtime } from './facts.js';

const home = { homeOf: ['onnx'], dtypes: ['float32', 'float64'] } as const;
const NUMPY = runtime('numpy', home);
const PYTHON = runtime('ort-python', { ...home, engine: 'ort' });
const NODE = runtime('ort-node', {
  ...home,
  engine: 'ort',
  embedded: true,
  referenceOptions: { optimization: 'none' },
});
const ids = (...args: Parameters<typeof truthColumns>) => truthColumns(...args).map(({ runtime: { id } }) => id);

test('one runtime of each engine: those first that need no installation, or are columns anyway', () => {
  expect(ids([NUMPY, PYTHON, NODE], [], 'linux-x64')).toEqual(['ort-node', 'numpy']);
  expect(ids([NUMPY, PYTHON], [{ ...referenceColumn(PYTHON), id: 'mine' }], 'linux-x64')).toEqual([
    'ort-python',
    'numpy',
  ]);
  expect(truthColumns([NODE], [], 'linux-x64')[0]?.options).toEqual({ optimization: 'none' });
});

test('only those at home in ONNX, with float64, on this platform', () => {
  const others = [
    runtime('tract', { dtypes: ['float32', 'float64'] }),
    runtime('narrow', { homeOf: ['onnx'] }),
    runtime('elsewhere', { ...home, platforms: ['darwin-arm64'] }),
  ];
  expect(ids(others, [], 'linux-x64')).toEqual([]);
});
