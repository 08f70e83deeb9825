import { expect, test } from 'vitest';
import { faultOfMistakes, Mistakes, UserError } from '../src/errors.js';

test('mistakes are collected, each once, and thrown together', async () => {
  const mistakes = new Mistakes();
  const wrong = () => {
    throw new UserError({ what: 'wrong', where: 'a' }, [{ what: 'more' }]);
  };
  expect(mistakes.attempt(() => 1)).toBe(1);
  expect(mistakes.attempt(wrong)).toBeUndefined();
  expect(await mistakes.attemptAsync(async () => wrong())).toBeUndefined();
  mistakes.add({ what: 'last' });
  expect(mistakes.found.map(({ what }) => what)).toEqual(['wrong', 'more', 'last']);
  expect(() => mistakes.throwAll()).toThrow('a: wrong\nmore\nlast');
});

test('other errors are not mistakes', async () => {
  const bug = () => {
    throw new TypeError('bug');
  };
  expect(() => new Mistakes().attempt(bug)).toThrow(TypeError);
  await expect(new Mistakes().attemptAsync(async () => bug())).rejects.toThrow(TypeError);
  expect(() => new Mistakes().throwAll()).not.toThrow();
});

test('several mistakes are one fault', () => {
  const error = new UserError({ what: 'first', where: 'a', why: 'so' }, [{ what: 'second', where: 'b' }]);
  expect(faultOfMistakes(error)).toEqual({ what: 'a: first', why: 'so\nb: second' });
});
