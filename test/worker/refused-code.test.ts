import { expect, test } from 'vitest';
import { type CodeRule, ownKind, refusedCode } from '../../src/worker/refused-code.js';

const LEVELS = ['namespaces', 'landlock', 'environment', 'off'] as const;
const rule = (level: (typeof LEVELS)[number], allowCode = false): CodeRule => ({ launcher: { level }, allowCode });

test('code runs where workers are isolated, or where the user allows it', () => {
  const what = 'it imports os.system';
  expect(LEVELS.map((level) => refusedCode(what, rule(level)) === null)).toEqual([true, true, false, false]);
  expect(LEVELS.map((level) => refusedCode(what, rule(level, true)))).toEqual([null, null, null, null]);
  expect(refusedCode(what, rule('environment'))).toEqual({
    what: 'not run, because it imports os.system',
    why: 'the isolation of workers is only `environment` here, so it could reach the files of this machine',
    next: expect.stringContaining('--allow-code'),
  });
});

test('a model with code has workers of its own', () => {
  const kind = { key: 'pytorch', prepare: () => Promise.reject(new Error('not asked')) };
  expect(ownKind(kind, { key: 'a', code: [] })).toBe(kind);
  expect(ownKind(kind, { key: 'a', code: ['is a program'] }).key).not.toBe(
    ownKind(kind, { key: 'b', code: ['x'] }).key,
  );
});
