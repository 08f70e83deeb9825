import { expect, test } from 'vitest';
import { inlineCommand } from '../src/paste-command.js';

test('a command quotes its operands, and leaves out what could not be copied', () => {
  expect(inlineCommand('explain', ['a b', '-c'])).toBe("`portability explain -- 'a b' -c`");
  for (const name of ['a`b', 'a\nb', 'a\u202eb'])
    expect(inlineCommand('explain', [name, 'ort'])).toBe('`portability explain`');
});
