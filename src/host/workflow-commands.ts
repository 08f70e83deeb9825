import { plainText } from './plain-text.js';

/**
 * Text for the log of a workflow step in which no line is a command to the runner.
 *
 * The runner takes a line for a command when it starts with `::` after white space, or has `##[` anywhere (the older
 * notation). A zero-width space inside these marks keeps them legible and removes their meaning, without having to
 * switch commands off and on again around the text with a stop-commands pair.
 */
export function inertText(text: string): string {
  return plainText(text)
    .replace(/^(\s*):(?=:)/gm, '$1:\u200b')
    .replaceAll('##[', '##\u200b[');
}
