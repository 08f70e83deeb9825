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

/** The same for text that is already as it is to be shown. JSON stays the same data. */
export function withoutCommands(text: string): string {
  const isJson = /^[[{]/.test(text);
  // Each line by itself: over many empty ones, more would take the square of their number.
  return text
    .replace(/^([^\S\r\n\u2028\u2029]*):(?=:)/gm, '$1:\u200b')
    .replaceAll('##[', isJson ? '\\u0023#[' : '##\u200b[');
}
