import { type Document, isScalar, visit } from 'yaml';

/**
 * Offsets of the keys that their map has already, in the order of the document. The parser's own check compares each key of
 * a map with every other one.
 */
export function repeatedKeys(document: Document.Parsed): readonly number[] {
  const found: number[] = [];
  visit(document, {
    Map(_, { items }) {
      const known = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (known.has(key.value)) found.push(key.range?.[0] ?? 0);
        known.add(key.value);
      }
    },
  });
  return found.sort((a, b) => a - b);
}
