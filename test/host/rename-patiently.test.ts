import { expect, test } from 'vitest';
import { renamePatiently } from '../../src/host/rename-patiently.js';

/** A rename as on Windows, of something that is open for so many tries. */
function refusing(times: number, code = 'EPERM') {
  const tries: string[] = [];
  const move = async (from: unknown, to: unknown) => {
    tries.push(`${from} → ${to}`);
    if (tries.length <= times) throw Object.assign(new Error(`${code}: not permitted`), { code });
  };
  return { tries, move };
}
const free = async () => false;

test.each(['EPERM', 'EACCES', 'EBUSY'])('what is open for a moment is renamed a moment later: %s', async (code) => {
  const { tries, move } = refusing(2, code);
  await renamePatiently('new', 'folder', free, move);
  expect(tries).toEqual(['new → folder', 'new → folder', 'new → folder']);
});

test('what stays open is an error after five tries', async () => {
  const { tries, move } = refusing(100);
  await expect(renamePatiently('new', 'folder', free, move)).rejects.toThrow('EPERM');
  expect(tries).toHaveLength(5);
});

test.each([
  ['another error', refusing(100, 'ENOENT'), free],
  ['a place that another has taken', refusing(100), async () => true],
])('nothing is waited for with %s', async (_, { tries, move }, isTaken) => {
  await expect(renamePatiently('new', 'folder', isTaken, move)).rejects.toThrow();
  expect(tries).toHaveLength(1);
});
