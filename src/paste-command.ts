/** Commands in prose, which reports complete to what can be pasted into a POSIX shell. */

/**
 * A command as code in prose. For a name with invisible characters, or with one that ends the code it stands in, only its
 * verb is named: what is pasted must be what was read.
 */
export function inlineCommand(verb: string, names: readonly string[]): string {
  const pasteable = names.every((name) => !/[`\p{C}]/u.test(name));
  return `\`portability ${pasteable ? `${verb} ${operandsText(names)}` : verb}\``;
}

/** Operands of a command; `--` keeps a name with a leading dash from being an option. */
export function operandsText(names: readonly string[]): string {
  const words = names.map(shellQuote);
  return (names.some((name) => name.startsWith('-')) ? ['--', ...words] : words).join(' ');
}

/** A word for a POSIX shell: inside single quotes nothing is special but the single quote. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9._/,:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
