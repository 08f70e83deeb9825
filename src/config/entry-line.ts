import { isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml';

/** Finds the line of an entry in a list at the top of a document, counted from 1; null when there is none. */
export type EntryLine = (
  /** Key of the list. */
  list: string,
  /** Decides by the entry as plain data. */
  fits: (entry: unknown) => boolean,
) => number | null;

/** Over a YAML or JSON document, which is parsed once, when it is first asked about. */
export function entryLines(text: string): EntryLine {
  let parsed: ReturnType<typeof listsOf> | undefined;
  return (list, fits) => {
    parsed ??= listsOf(text);
    return parsed(list).find(({ entry }) => fits(entry))?.line ?? null;
  };
}

interface Entry {
  readonly entry: unknown;
  readonly line: number;
}

function listsOf(text: string): (list: string) => readonly Entry[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const { contents } = document;
  const known = new Map<string, readonly Entry[]>();
  return (list) => {
    const entries = isMap(contents) ? contents.get(list, true) : undefined;
    const found =
      known.get(list) ??
      (isSeq(entries) ? entries.items : []).flatMap((item) =>
        isNode(item) && item.range != null
          ? [{ entry: item.toJS(document), line: lines.linePos(item.range[0]).line }]
          : [],
      );
    known.set(list, found);
    return found;
  };
}
