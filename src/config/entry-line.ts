import { isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml';

/**
 * The line of an entry in a list of a YAML or JSON document, counted from 1; null when there is none.
 * @param list key of the list at the top
 * @param fits decides by the entry as plain data
 */
export function entryLine(text: string, list: string, fits: (entry: unknown) => boolean): number | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const { contents } = document;
  const entries = isMap(contents) ? contents.get(list, true) : undefined;
  if (!isSeq(entries)) return null;
  const entry = entries.items.find((item) => isNode(item) && fits(item.toJS(document)));
  return isNode(entry) && entry.range != null ? lines.linePos(entry.range[0]).line : null;
}
