/** Turns parts of a fault, which start in lower case and end without a full stop, into sentences. */

export function sentence(text: string): string {
  return finished(text.charAt(0).toUpperCase() + text.slice(1));
}

export function finished(text: string): string {
  return '.!?…'.includes(text.at(-1) ?? ' ') ? text : `${text}.`;
}
