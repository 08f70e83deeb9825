/** How parts of a fault, which start with a small letter and end without a full stop, become sentences. */

export function sentence(text: string): string {
  return finished(text.charAt(0).toUpperCase() + text.slice(1));
}

export function finished(text: string): string {
  return '.!?…'.includes(text.at(-1) ?? ' ') ? text : `${text}.`;
}
