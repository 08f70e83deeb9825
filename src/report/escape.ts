import { cutProse } from '../cut-prose.js';

/**
 * The one escaper. Every string of a results document is untrusted: model ids, names and messages come from the pull
 * request. Only this file makes `SafeMarkdown` and `SafeHtml`, and the templates `md` and `html` take nothing else, so
 * the compiler finds a leak.
 */
declare const safety: unique symbol;

/** Text from an unknown author: any plain string. */
export type Untrusted = string;
/** Markdown that renders as intended, in a paragraph or a table cell on GitHub. */
export type SafeMarkdown = string & { readonly [safety]: 'markdown' };
/** XML in which untrusted text is only text. */
export type SafeXml = string & { readonly [safety]: 'xml' };
/** HTML in which untrusted text is only text. */
export type SafeHtml = string & { readonly [safety]: 'html' };

const NAME_LIMIT = 120;
/** Of a word in a command, which is whole or not there: paths may be long. */
const WORD_LIMIT = 400;
const PROSE_LIMIT = 900;
/** For pages, which have space, but not for megabytes of one message. */
const PAGE_LIMIT = 2000;

/** Controls, formatting (bidi, zero width, tags), surrogates, private use, separators, fillers, blanks, variation selectors. */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u{115f}\u{1160}\u{2800}\u{3164}\u{ffa0}]|\u{034f}|[\u{fe00}-\u{fe0f}]|[\u{17b4}\u{17b5}]|[\u{180b}-\u{180f}]|[\u{e0100}-\u{e01ef}]/gu;
/** Stands for a name of nothing but these. */
const NO_VISIBLE_NAME = '(no visible name)';

/**
 * Where GitHub turns plain text into links, mentions, emoji or formulas, after decoding entities. An invisible zero-width
 * space after each of these prevents it.
 */
const AUTOLINKED = /@|#(?=\d)|\bgh-(?=\d)|:(?=\/\/|[\w+-]+:)|www(?=\.)|\$/gi;
const ZERO_WIDTH_SPACE = '\u200b';

/** Everything except characters without a meaning inside a line of Markdown, and the symbols of our own texts. */
const NOT_PLAIN = /[^A-Za-z0-9 .,:;='/()\-+%×≤≥→·–—…°σ⁻⁰¹²³⁴⁵⁶⁷⁸⁹✅❌💥🔧⚪⏸🟡🔥⚠]/gu;

function cut(text: string, limit: number): string {
  // There are never more code points than code units.
  if (text.length <= limit) return text;
  const points = Array.from(text);
  return points.length <= limit ? text : `${points.slice(0, limit - 1).join('')}…`;
}

/** `name@1.2.3`: no mention, because a letter stands before it, but it would become an address of e-mail. */
const RELEASE_SIGN = /(?<=\w)@(?=\d)/g;
/** Stands for `<wbr>` until everything else is encoded; the text has no such sign. */
const BREAK = '\ue000';

function encodeMarkdown(text: string): string {
  const inert = text.replace(AUTOLINKED, `$&${ZERO_WIDTH_SPACE}`);
  return inert.replace(NOT_PLAIN, (point) => `&#${point.codePointAt(0)};`);
}

/** As inline code. A release can be copied: elements around its sign do what an invisible character does elsewhere. */
function encodeCode(text: string): string {
  const parts = text.replace(RELEASE_SIGN, `${BREAK}&${BREAK}`).split(BREAK);
  return parts.map((part, index) => (index % 2 === 1 ? '&#64;' : encodeMarkdown(part))).join('<wbr>');
}

/** Whether inline code with this text is copied as it reads. */
export function copiesUnchanged(text: Untrusted): boolean {
  return !new RegExp(AUTOLINKED.source, 'i').test(text.replace(RELEASE_SIGN, ''));
}

/** Ends of the parts of a name: after punctuation, before the next word of camel case, and at the latest after eight. */
const PARTS = /[-_./:@]+(?=[^-_./:@])|[a-z](?=[A-Z])|[\p{L}\p{N}]{8}(?=[\p{L}\p{N}]{4})/gu;

/** The parts of a name between which it may break in a narrow column. */
export function partsOfName(name: Untrusted): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: end, index } of name.matchAll(PARTS)) {
    parts.push(name.slice(from, index + end.length));
    from = index + end.length;
  }
  return [...parts, name.slice(from)];
}

/** Lets a name break in a narrow column; what is copied stays the same. */
function breakable(name: string): string {
  return partsOfName(name).map(encodeMarkdown).join('<wbr>');
}

/** One line without invisible characters. */
function visibleLine(text: Untrusted): string {
  return text.replace(/\s+/g, ' ').replace(INVISIBLE, '').trim();
}

/** Whether a word of a command is shown unchanged, so that what is pasted is what was read. */
export function showsUnchanged(word: Untrusted): boolean {
  return word !== '' && cut(visibleLine(word), WORD_LIMIT) === word;
}

/** A name (model, runtime, output, path) as inline code: inert, one line, at most 120 code points. */
export function mdName(name: Untrusted): SafeMarkdown {
  const visible = cut(name.replace(INVISIBLE, '').trim(), NAME_LIMIT);
  return `<code>${breakable(visible === '' ? NO_VISIBLE_NAME : visible)}</code>` as SafeMarkdown;
}

/** A value or our own words on one line, inert. Not for the start of a line, where a digit or a dash has a meaning. */
export function mdText(text: Untrusted): SafeMarkdown {
  return encodeMarkdown(cut(visibleLine(text), PROSE_LIMIT)) as SafeMarkdown;
}

/** Like `mdText`, for prose in which backticks mark inline code. */
export function mdProse(text: Untrusted): SafeMarkdown {
  const segments = cutProse(visibleLine(text), PROSE_LIMIT).split('`');
  const closed = segments.length % 2 === 1 ? segments.length : segments.length - 1;
  return segments
    .map((segment, index) =>
      index % 2 === 1 && index < closed && segment !== ''
        ? `<code>${encodeCode(segment)}</code>`
        : encodeMarkdown(segment),
    )
    .join('') as SafeMarkdown;
}

/** A link to an https address that the caller vouches for; anything else leaves the label alone. */
export function mdLink(label: SafeMarkdown, address: string): SafeMarkdown {
  if (!URL.canParse(address) || new URL(address).protocol !== 'https:') return label;
  const href = new URL(address).href.replace(/[()<>|\\`*_~!@$[\]]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `[${label}](${href})` as SafeMarkdown;
}

/** A fenced block that its own lines cannot close. `language` is a word of ours. */
export function mdFence(language: 'sh', lines: readonly Untrusted[]): SafeMarkdown {
  const inside = lines.map((line) => line.replace(INVISIBLE, '')).join('\n');
  const longest = Math.max(2, ...Array.from(inside.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${inside}\n${fence}` as SafeMarkdown;
}

/** The hidden first line by which a comment is found again; each comment on a pull request has its own `key`. */
export function mdMarker(key: string): SafeMarkdown {
  // A percent sign stays, so that a key that was read from a marker makes the same one.
  const inert = key.replace(/[^A-Za-z0-9._/%-]|-(?=-)|-$/gu, (sign) => `%${sign.codePointAt(0)?.toString(16)}`);
  return `<!-- portability-gate: ${inert} -->` as SafeMarkdown;
}

/** Markdown of our own words around safe parts. */
export function md(words: TemplateStringsArray, ...parts: readonly (SafeMarkdown | number)[]): SafeMarkdown {
  return weave(words, parts) as SafeMarkdown;
}

export function joinMd(parts: readonly SafeMarkdown[], separator: SafeMarkdown): SafeMarkdown {
  return parts.join(separator) as SafeMarkdown;
}

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an HTML element or a quoted attribute; invisible characters are dropped. */
export function htmlText(text: Untrusted): SafeHtml {
  return encodeHtml(cut(visibleLine(text), PAGE_LIMIT)) as SafeHtml;
}

function encodeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => HTML_ENTITIES[sign] ?? '');
}

/** A name as inline code. */
export function htmlName(name: Untrusted): SafeHtml {
  const visible = htmlText(name);
  return html`<code>${visible === '' ? htmlText(NO_VISIBLE_NAME) : visible}</code>`;
}

/** Prose in which backticks mark inline code. */
export function htmlProse(text: Untrusted): SafeHtml {
  return encodeHtml(cutProse(visibleLine(text), PAGE_LIMIT)).replace(/`([^`]+)`/g, '<code>$1</code>') as SafeHtml;
}

/** Text for an XML element or a quoted attribute. XML has no way to write the noncharacters, not even as a reference. */
export function xmlText(text: Untrusted): SafeXml {
  return htmlText(text).replace(/[\ufffe\uffff]/g, '') as string as SafeXml;
}

/** HTML of our own words around safe parts; a list of parts is joined without a separator. */
export function html(
  words: TemplateStringsArray,
  ...parts: readonly (SafeHtml | number | readonly SafeHtml[])[]
): SafeHtml {
  return weave(
    words,
    parts.map((part) => (Array.isArray(part) ? part.join('') : part)),
  ) as SafeHtml;
}

/** Text for a terminal: what would move the cursor, colour, hide or reorder is shown as an escape. */
export function terminalText(text: Untrusted): string {
  if (/^[ -~À-ɏ]*$/.test(text)) return cut(text, PAGE_LIMIT);
  return cut(text, PAGE_LIMIT).replace(INVISIBLE, (sign) => {
    if (sign === '\n') return '\\n';
    const code = sign.codePointAt(0) ?? 0;
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** The same for text that may have several lines. */
export function terminalLines(text: Untrusted): string {
  return text.split('\n').map(terminalText).join('\n');
}

function weave(words: TemplateStringsArray, parts: readonly unknown[]): string {
  return words.map((word, index) => (index < parts.length ? `${word}${String(parts[index])}` : word)).join('');
}
