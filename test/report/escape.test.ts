import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  copiesUnchanged,
  html,
  htmlProse,
  htmlText,
  joinMd,
  md,
  mdFence,
  mdLink,
  mdMarker,
  mdName,
  mdProse,
  mdText,
  showsUnchanged,
  terminalText,
} from '../../src/report/escape.js';

const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'`|<>[]()!@#:$&*_~\\\n\r\t"\'{}-.w1aà😀\u202e\u200b\u001b') }),
);

/** What may stand in escaped Markdown besides the code element: nothing that Markdown or HTML gives a meaning. */
const INERT = /^(?!.*:\/\/|.*www\.)(?:[A-Za-z0-9 .,:;='/()\-+%×≤≥→·–—…°σ⁻⁰¹²³⁴⁵⁶⁷⁸⁹✅❌⚪⏸🟡🔥⚠]|&#\d+;)*$/u;

/** The text that a browser shows for escaped Markdown. */
function shown(markdown: string): string {
  return markdown
    .replace(/<\/?code>|<wbr>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('\u200b', '');
}

test('any name becomes one inert code element', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const escaped = mdName(text);
      expect(escaped.startsWith('<code>') && escaped.endsWith('</code>')).toBe(true);
      // A place to break is an element: it ends a text as an invisible character does.
      expect(escaped.slice(6, -7).replaceAll('<wbr>', '&#8203;')).toMatch(INERT);
    }),
  );
});

test('any prose is inert on one line, with balanced code elements', () => {
  fc.assert(
    fc.property(anything, (text) => {
      const escaped = mdProse(text);
      expect(mdText(text)).toMatch(INERT);
      expect(escaped.replaceAll('<wbr>', '&#8203;').replace(/<code>([^<>]*)<\/code>/g, '$1')).toMatch(INERT);
    }),
  );
});

test('a visible name is shown unchanged, up to 120 code points', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 120 }), (text) => {
      if (showsUnchanged(text)) expect(shown(mdName(text))).toBe(text);
    }),
  );
  expect(shown(mdName('x'.repeat(500)))).toBe(`${'x'.repeat(119)}…`);
  expect(Array.from(shown(mdName('😀'.repeat(500))))).toHaveLength(120);
});

test('mentions, references, addresses, emoji and formulas lose their meaning', () => {
  const entity = (text: string) => text.replaceAll('&#8203;', '<zwsp>');
  expect(entity(mdText('@org/team'))).toBe('&#64;<zwsp>org/team');
  expect(entity(mdText('see #12 and GH-7'))).toBe('see &#35;<zwsp>12 and GH-<zwsp>7');
  expect(entity(mdText('http://e.x www.e.x'))).toBe('http:<zwsp>//e.x www<zwsp>.e.x');
  expect(entity(mdText(':shipit: $x$'))).toBe(':<zwsp>shipit: &#36;<zwsp>x&#36;<zwsp>');
  expect(mdName('Partitioned:1')).toBe('<code>Partitioned:<wbr>1</code>');
});

test.each([
  ['models/audio/vad', 'models/|audio/|vad'],
  ['onnxruntime-node', 'onnxruntime-|node'],
  ['MyModelName', 'My|Model|Name'],
  ['superresolution', 'superres|olution'],
  ['-x-', '-|x-'],
  ['short', 'short'],
])('%s can break', (name, expected) => {
  expect(mdName(name)).toBe(`<code>${expected.replaceAll('|', '<wbr>').replaceAll('_', '&#95;')}</code>`);
});

test('a command in prose is copied with its release, which is no address of e-mail', () => {
  const command = 'npx --yes model-portability-gate@0.1.0 explain m a';
  expect(mdProse(`Run \`${command}\`.`)).toBe(
    'Run <code>npx --yes model-portability-gate<wbr>&#64;<wbr>0.1.0 explain m a</code>.',
  );
  expect([copiesUnchanged(command), copiesUnchanged("explain '@team'"), copiesUnchanged("explain '$(id)'")]).toEqual([
    true,
    false,
    false,
  ]);
});

test('what cannot be seen is dropped', () => {
  expect(mdName('a\u202eb\u200bc\u0000d\ne\ufe0ff\u{e0041}g\ud800h')).toBe('<code>abcdefgh</code>');
  expect(mdName('\u200b\n')).toBe('<code>(no visible name)</code>');
  expect(mdText('two\nlines\tand more')).toBe('two lines and more');
  for (const name of ['', 'a\nb', 'a\u202eb', ' a', 'x'.repeat(401)]) expect(showsUnchanged(name), name).toBe(false);
});

test('backticks in prose mark code, an open one is text', () => {
  expect(mdProse('set `precision` to `f32`')).toBe('set <code>precision</code> to <code>f32</code>');
  expect(mdProse('an `open one')).toBe('an open one');
});

test('a fence is longer than any run of backticks inside', () => {
  fc.assert(
    fc.property(fc.array(anything), (lines) => {
      const [first = '', ...rest] = mdFence('sh', lines).split('\n');
      const fence = first.slice(0, -2);
      expect(rest.at(-1)).toBe(fence);
      expect(rest.slice(0, -1).some((line) => line.includes(fence))).toBe(false);
    }),
  );
});

test('only https addresses become links', () => {
  expect(mdLink(md`run`, 'https://github.com/o/r/actions/runs/1')).toBe('[run](https://github.com/o/r/actions/runs/1)');
  expect(mdLink(md`run`, 'https://e.x/a)b<c')).toBe('[run](https://e.x/a%29b%3Cc)');
  for (const address of ['javascript:alert(1)', 'http://e.x', '../x', ''])
    expect(mdLink(md`run`, address), address).toBe('run');
});

test('a marker cannot end its comment', () => {
  expect(mdMarker('ci/portability.yml')).toBe('<!-- portability-gate: ci/portability.yml -->');
  fc.assert(
    fc.property(anything, (key) => {
      expect(mdMarker(key)).toMatch(/^<!-- portability-gate: (?:[A-Za-z0-9._/%]|-(?!-))* -->$/);
    }),
  );
  expect(mdMarker('a b')).not.toBe(mdMarker('a-b'));
});

test('HTML text holds no markup', () => {
  fc.assert(
    fc.property(anything, (text) => {
      expect(htmlText(text)).not.toMatch(/[<>"'\n\u0000\u202e]|&(?!amp;|lt;|gt;|quot;|#39;)/);
      expect(htmlProse(text).replace(/<code>[^<>]*<\/code>/g, '')).not.toMatch(/[<>]/);
    }),
  );
  expect(html`<b>${htmlText('<&>')}</b>${[htmlText('a'), htmlText('b')]}`).toBe('<b>&lt;&amp;&gt;</b>ab');
});

test('terminal text shows what would steer the terminal', () => {
  expect(terminalText('a\u001b[31mred\u0007\nb\u202ec')).toBe('a\\x1b[31mred\\x07\\nb\\u{202e}c');
  fc.assert(
    fc.property(anything, (text) => {
      expect(terminalText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  );
});

test('parts are joined with a safe separator', () => {
  expect(joinMd([mdName('a'), mdName('b')], md`, `)).toBe('<code>a</code>, <code>b</code>');
});
