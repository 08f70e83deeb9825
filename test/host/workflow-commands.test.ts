import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inertText, withoutCommands } from '../../src/host/workflow-commands.js';

/** How the runner finds commands: after white space at the start of a line, or in the older notation anywhere. */
function holdsCommand(text: string): boolean {
  return text.split(/\r\n|\r|\n/).some((line) => line.trimStart().startsWith('::') || line.includes('##['));
}

test('text of a child cannot give the runner a command', () => {
  const fragment = fc.constantFrom(
    '::',
    ':',
    '##[',
    '#',
    '[',
    'add-mask',
    '\n',
    '\r',
    ' ',
    '\t',
    '\u001b[0m',
    '\u200b',
    'x',
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 30 }), (parts) => {
      const text = parts.join('');
      expect(holdsCommand(inertText(text))).toBe(false);
      expect(holdsCommand(withoutCommands(text))).toBe(false);
      const json = JSON.stringify({ [text]: [text] }, null, 2);
      expect(holdsCommand(withoutCommands(json))).toBe(false);
      expect(JSON.parse(withoutCommands(json))).toEqual({ [text]: [text] });
    }),
  );
});

test('markup stays the same data, and JSON is what only looks like it', () => {
  const text = '<?xml version="1.0"?>\n<a b="##[x">\n  ::x</a>\n';
  expect(withoutCommands(text)).toBe('<?xml version="1.0"?>\n<a b="&#35;#[x">\n  &#58;:x</a>\n');
  expect(withoutCommands('<!doctype html>\n##[error]')).toBe('<!doctype html>\n&#35;#[error]');
  expect(holdsCommand(withoutCommands('[a]\n::error::'))).toBe(false);
  expect(holdsCommand(withoutCommands('<!doctype html>\n::error::##['))).toBe(false);
});

test('the rest stays as it is', () => {
  expect(inertText('std::vector failed\nat a::b: 3')).toBe('std::vector failed\nat a::b: 3');
  expect(inertText('\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007')).toBe('red link');
  expect(inertText('a\u202eb')).toBe('ab');
});

test('many empty lines take no longer than they are long', () => {
  const text = '\n'.repeat(2_000_000);
  expect(inertText(`${text}::x`)).toBe(`${text}:\u200b:x`);
});
