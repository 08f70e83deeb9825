/**
 * The first key that its map in the text has already; null when there is none. JSON.parse silently keeps the last of equal
 * keys.
 * @param text valid JSON
 */
export function repeatedJsonKey(text: string): string | null {
  const maps: Set<string>[] = [];
  let last = '';
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '"': {
        const end = endOfString(text, at);
        last = text.slice(at, end);
        at = end - 1;
        break;
      }
      case ':': {
        const key: string = JSON.parse(last);
        const known = maps.at(-1);
        if (known?.has(key)) return key;
        known?.add(key);
        break;
      }
      case '{':
        maps.push(new Set());
        break;
      case '}':
        maps.pop();
        break;
    }
  }
  return null;
}

/** Behind the closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}
