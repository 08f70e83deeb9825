import { plainText } from './plain-text.js';

/**
 * Text for the log of a workflow step in which no line is a command to the runner.
 *
 * The runner takes a line for a command when it starts with `::` after white space, or has `##[` anywhere (the older
 * notation). A zero-width space inside these marks keeps them legible and removes their meaning, without having to
 * switch commands off and on again around the text with a stop-commands pair.
 */
export function inertText(text: string): string {
  return withoutCommands(plainText(text));
}

/** The same for text that is already as it is to be shown. JSON, XML and HTML stay the same data. */
export function withoutCommands(text: string): string {
  const { colon, mark } = MARKS[kindOf(text)];
  // Each line by itself: over many empty ones, more would take the square of their number.
  return text.replace(/^([^\S\r\n\u2028\u2029]*):(?=:)/gm, `$1${colon}`).replaceAll('##[', mark);
}

/** How a document writes the same signs otherwise. */
const MARKS = {
  words: { colon: ':\u200b', mark: '##\u200b[' },
  json: { colon: ':\u200b', mark: '\\u0023#[' },
  markup: { colon: '&#58;', mark: '&#35;#[' },
} as const;

function kindOf(text: string): keyof typeof MARKS {
  if (/^[[{]/.test(text)) return 'json';
  return /^<(?:\?xml|!doctype)\b/i.test(text) ? 'markup' : 'words';
}
