/** The `script` block of inline script metadata (PEP 723) in a Python file. */
export interface ScriptBlock {
  readonly toml: string;
  /** Line of the file on which the TOML begins, counted from 1. */
  readonly firstLine: number;
}

const OPENING = /^# \/\/\/ script$/;
const CLOSING = /^# \/\/\/$/;
const CONTENT = /^#( .*)?$/;

/** The block's TOML; null when the file has none, or when its end is missing. */
export function readScriptBlock(source: string): ScriptBlock | null {
  const lines = source.split(/\r?\n/);
  const opening = lines.findIndex((line) => OPENING.test(line));
  if (opening < 0) return null;
  const content: string[] = [];
  for (const line of lines.slice(opening + 1)) {
    if (CLOSING.test(line)) return { toml: content.join('\n'), firstLine: opening + 2 };
    if (!CONTENT.test(line)) return null;
    content.push(line.slice(2));
  }
  return null;
}
