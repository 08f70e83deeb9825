import { expect, test } from 'vitest';
import { chosenLocks, type Lock, lockFaults } from '../../../scripts/lock/locks.js';

const lock = (id: string): Lock => ({ id, name: `${id}.txt`, fits: (text) => text === id, make: () => id });
const wanted = [lock('one'), lock('two')];

test.each([
  ['all are there', { 'one.txt': 'one', 'two.txt': 'two' }, []],
  ['one is missing', { 'one.txt': 'one' }, ['two.txt is missing']],
  ['one has other pins', { 'one.txt': 'one', 'two.txt': '?' }, ['two.txt was made from other pins']],
  ['an adapter is gone', { 'one.txt': 'one', 'two.txt': 'two', 'old.txt': '' }, ['old.txt belongs to no adapter']],
])('%s', (_, present, faults) => {
  expect(lockFaults(wanted, new Map(Object.entries(present)))).toEqual(faults);
});

test('ids choose among the locks, and an unknown one is an error', () => {
  expect(chosenLocks(wanted, [])).toBe(wanted);
  expect(chosenLocks(wanted, ['two']).map(({ id }) => id)).toEqual(['two']);
  expect(() => chosenLocks(wanted, ['two', 'three'])).toThrow('three');
});
