import { expect, test } from 'vitest';
import { lockText } from '../../src/baseline/lock-text.js';
import { parseLock } from '../../src/baseline/parse-lock.js';
import { UserError } from '../../src/errors.js';
import { approvalOf, baselineOf, knownCellOf } from './lock.js';

const sound = lockText(baselineOf({ approvals: [approvalOf()], cells: [knownCellOf()] }));

/** The sound file with one thing changed. */
const but = (from: string | RegExp, to: string): string => {
  const text = sound.replace(from, to);
  if (text === sound) throw new Error('nothing was changed');
  return text;
};

test.each<[string, string, number, string]>([
  ['an empty file', '', 1, 'not valid JSON'],
  ['no JSON', 'root:x:0:0', 1, 'not valid JSON'],
  ['cut off', sound.slice(0, 200), 10, 'not valid JSON'],
  ['a comma too many', but(/"reason".*\n/, '$&,\n'), 9, 'not valid JSON'],
  ['a comment', but('"version"', '// ours\n  "version"'), 2, 'not valid JSON'],
  ['conflict markers', but('  "approvals"', '<<<<<<< HEAD\n  "approvals"'), 3, 'markers of a merge conflict'],
  ['a list', '[]', 1, 'expected object'],
  ['null', 'null', 1, 'expected object'],
  ['no version', but(/ {2}"version": 1,\n/, ''), 1, 'at version'],
  ['a list that is missing', '{ "version": 1, "approvals": [], "models": [] }', 1, 'at cells'],
  ['an unknown key', but('"reason"', '"reasn"'), 4, '"reasn"'],
  ['a state that cannot be approved', but('"state": "drift"', '"state": "error"'), 7, 'at approvals[1].state'],
  ['an empty reason', but(/"reason": ".*"/, '"reason": ""'), 8, 'at approvals[1].reason'],
  ['a reason of two lines', but(/"reason": ".*"/, '"reason": "a\\nb"'), 8, 'one line'],
  ['no such day', but('2027-03-01', '2027-02-30'), 11, 'give a day'],
  ['a date with a time', but('2027-03-01', '2027-03-01T00:00:00Z'), 11, 'give a day'],
  ['a digest that is none', but(/a{64}/, 'abc'), 12, '64 hexadecimal digits'],
  ['a number as text', but('12700', '"12700"'), 14, 'at approvals[1].measured[1].noiseRatio'],
  ['a key duplicate key', but('"until"', '"until": "2026-12-01",\n      "until"'), 12, 'duplicate key'],
  [
    'the same cell approved twice',
    lockText(baselineOf({ approvals: [approvalOf(), approvalOf({ reason: 'another' })] })),
    17,
    'two entries for detector on openvino',
  ],
])('%s is refused, with its line', (_, text, line, what) => {
  const parse = () => parseLock(text, 'portability.lock.json');
  expect(parse).toThrow(UserError);
  expect(parse).toThrow(what);
  expect(parse).toThrow(`portability.lock.json:${line}: `);
});

test('the file itself is not quoted: it may be any file', () => {
  expect(() => parseLock('root:x:0:0', 'lock')).not.toThrow(/root/);
});

test('a newer version asks for a newer gate', () => {
  expect(() => parseLock(but('"version": 1', '"version": 2'), 'lock')).toThrow(
    /version 2, but this gate supports only version 1[\s\S]*update the gate/,
  );
});

test('entries may stand in any order, and be formatted in any way', () => {
  expect(parseLock(JSON.stringify(JSON.parse(sound)), 'lock')).toEqual(parseLock(sound, 'lock'));
});
