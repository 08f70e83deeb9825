import { expect, test } from 'vitest';
import { withAbleRuntimes } from '../../src/plan/able-runtimes.js';
import type { ValueType } from '../../src/types.js';
import { float32, model, runtime, signature } from './facts.js';

const sequence: ValueType = { kind: 'sequence', item: float32 };
const plain = runtime('plain');
const able = ['able', 'other'].map((id) => runtime(id, { values: ['tensor', 'sequence'] }));
const [form] = model('m', signature(float32, sequence)).forms;
const fault = { what: 'output y has type sequence', why: 'PLAIN does not return sequences' };
const next = (columns: readonly (typeof plain)[], runtimes = [plain, ...able]) =>
  withAbleRuntimes(fault, form, { columns: columns.map((one) => ({ runtime: one })), runtimes, platform: 'linux-x64' })
    .next;

test('the runtimes that have the types are named', () => {
  expect(next([plain])).toBe('add able or other to `runtimes:`, which have these types');
});

test('not where one of them is a column, or none has them', () => {
  expect(next([plain, ...able.slice(1)])).toBeUndefined();
  expect(next([plain], [plain])).toBeUndefined();
});
