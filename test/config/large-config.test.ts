/** Documents whose size is the attack: none may take longer than it is large. */
import { expect, test } from 'vitest';
import { parseLock } from '../../src/baseline/parse-lock.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { Mistakes, UserError } from '../../src/errors.js';

const MANY = 40_000;
const numbers = [...Array(MANY).keys()];

function refused(read: () => unknown): UserError {
  try {
    read();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

test('a map of many unknown keys, of which the first are told', () => {
  const { mistakes } = parseConfig(numbers.map((one) => `key${one}: 1\n`).join(''), 'p.yml');
  expect(mistakes).toHaveLength(100);
  expect(mistakes[0]?.what).toMatch(/^unknown key "key0"/);
});

test('keys given twice, in any map', () => {
  const { explanation, others } = refused(() => parseConfig('seed: 1\nnoise: {a: 1,\n  a: 2}\nseed: 2', 'p.yml'));
  expect([explanation, ...others].map(({ where, what }) => [where, what])).toEqual([
    ['p.yml:3', 'not valid YAML: Map keys must be unique'],
    ['p.yml:4', 'not valid YAML: Map keys must be unique'],
  ]);
});

test('many mistakes are kept once each', () => {
  const mistakes = new Mistakes();
  for (const one of [...numbers, ...numbers]) mistakes.add({ what: `mistake ${one}` });
  expect(mistakes.found).toHaveLength(MANY);
});

test('a baseline of entries that are all wrong', () => {
  const text = JSON.stringify({ version: 1, approvals: numbers.map((one) => ({ one })) });
  const { explanation } = refused(() => parseLock(text, 'p.lock.json'));
  expect(explanation.what.split('\n')).toHaveLength(20);
});

test('a baseline with keys given twice among many, or in one long text', () => {
  const models = `{${numbers.map((one) => `"a${one}": 1`).join()}, "a7": 2}`;
  const text = `{"version": 1,\n"long": "${'\\"x: '.repeat(1 << 20)}",\n"models": [${models}]}`;
  expect(refused(() => parseLock(text, 'p.lock.json')).explanation.what).toBe('duplicate key');
});
