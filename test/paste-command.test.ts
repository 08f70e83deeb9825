import { expect, test } from 'vitest';
import { commandFor, inlineCommand } from '../src/paste-command.js';

test('a command quotes its operands, and in prose it leaves out what could not be copied', () => {
  expect(commandFor('explain', ['a b', '-c'])).toBe("npx model-portability-gate explain -- 'a b' -c");
  expect(inlineCommand('explain', ['net', 'ort'])).toBe('`npx model-portability-gate explain net ort`');
  for (const name of ['a`b', 'a\nb', 'a\u202eb'])
    expect(inlineCommand('explain', [name, 'ort'])).toBe('`portability explain`');
});
