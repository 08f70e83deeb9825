/** Names and texts of a model are shortened: anybody may have written them. */
const LONGEST = 80;

/** A name or a text of a model for a sentence, on one line. */
export function shown(text: string): string {
  const plain = text.replace(/[\u0000-\u001f\u007f`]/g, ' ');
  return plain.length <= LONGEST ? plain : `${plain.slice(0, LONGEST - 1)}…`;
}

/** `Conv` and `2 Convs`, `Softmaxes`. */
export function operators(op: string, count: number): string {
  const name = shown(op);
  if (count === 1) return name;
  return `${count} ${name}${/[sx]$/.test(name) ? 'es' : 's'}`;
}
