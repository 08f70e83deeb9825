const SHOWN = 3;

/** What was found in a model that may do more than compute, as a clause: "it imports os.system". */
export function wordsOfCode(code: readonly string[]): string {
  const more = code.length > SHOWN ? `, and ${code.length - SHOWN} more` : '';
  return `it ${code.slice(0, SHOWN).join(', ')}${more}`;
}
