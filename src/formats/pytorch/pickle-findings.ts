import { isOrdinaryImport } from '../pickle/ordinary-imports.js';
import { pickleImports } from '../pickle/pickle-imports.js';

/** What the pickle in an entry would import that tensors do not need, in words; nothing of it is carried out. */
export function pickleFindings(content: Uint8Array, entry: string, isOrdinary = isOrdinaryImport): string[] {
  const { names, complete } = pickleImports(content);
  const found = names.filter((name) => !isOrdinary(name)).map((name) => `imports ${name} (${entry})`);
  return complete ? found : [...found, `has a pickle that cannot be read to its end (${entry})`];
}
