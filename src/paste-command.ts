/** Commands that can be pasted into a POSIX shell. */

const PROGRAM = 'npx model-portability-gate';

/** Accepting a cell, up to its operands. */
export const APPROVE = 'approve --reason "why this is fine"';

/** A whole command. */
export function commandFor(verb: string, names: readonly string[]): string {
  return `${PROGRAM} ${verb} ${operands(names)}`;
}

/**
 * A command as code in prose. For a name with invisible characters, or with one that ends the code it stands in, only its
 * verb is named: what is pasted must be what was read.
 */
export function inlineCommand(verb: string, names: readonly string[]): string {
  const pasteable = names.every((name) => !/[`\p{C}]/u.test(name));
  return `\`${pasteable ? commandFor(verb, names) : `portability ${verb.split(' ', 1)[0]}`}\``;
}

/** Operands of a command; `--` keeps a name with a leading dash from being an option. */
function operands(names: readonly string[]): string {
  const words = names.map(shellQuote);
  return (names.some((name) => name.startsWith('-')) ? ['--', ...words] : words).join(' ');
}

/** A word for a POSIX shell: inside single quotes nothing is special but the single quote. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9._/,:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
