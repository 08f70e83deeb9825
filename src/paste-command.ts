/** Commands that can be pasted into a POSIX shell. */

export const PROGRAM = 'npx model-portability-gate';

/** Operands of a command; `--` keeps a name with a leading dash from being an option. */
export function operands(names: readonly string[]): string {
  const words = names.map(shellQuote);
  return (names.some((name) => name.startsWith('-')) ? ['--', ...words] : words).join(' ');
}

/** A word for a POSIX shell: inside single quotes nothing is special but the single quote. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9._/,:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
