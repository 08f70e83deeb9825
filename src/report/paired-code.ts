/**
 * A text of others as a part of our prose, in which backticks mark inline code: the last of an odd number of them marks
 * nothing, and would turn code and prose around in all that follows.
 */
export function pairedCode(text: string): string {
  const parts = text.split('`');
  const last = parts.pop();
  return parts.length % 2 === 0 ? text : `${parts.join('`')}'${last}`;
}
