/** Turns parts of a fault, which start in lower case and end without a full stop, into sentences. */

/** With a capital letter, unless the first word is a path, or a name with a digit or a hyphen: those are spelled as they are. */
export function sentence(text: string): string {
  const starts = /^\p{Ll}[\p{L}'’]*(?=[\s,:;]|$)/u.test(text);
  return finished(starts ? text.charAt(0).toUpperCase() + text.slice(1) : text);
}

export function finished(text: string): string {
  return '.!?…'.includes(text.at(-1) ?? ' ') ? text : `${text}.`;
}
