import type { Results } from '../results/schema.js';
import { showsUnchanged } from './escape.js';
import type { Finding } from './findings.js';

const PROGRAM = 'npx model-portability-gate';
const CELL_COMMANDS = 3;

/**
 * Commands to paste into a POSIX shell: run the failing cells here, ask why, accept. Empty when nothing fails.
 * A name with characters that a report does not show gets no command: what is pasted must be what is read.
 */
export function commandsFor(results: Results, findings: readonly Finding[]): readonly string[] {
  const cells = findings
    .flatMap(({ models, runtimes, state }) =>
      models.flatMap((model) => runtimes.map((runtime) => ({ model, runtime, state }))),
    )
    .filter(({ model, runtime }) => showsUnchanged(model) && showsUnchanged(runtime));
  if (cells.length === 0) return [];
  const first = cells.slice(0, CELL_COMMANDS);
  const models = inOrder(
    results.models.map(({ id }) => id),
    first.map(({ model }) => model),
  );
  const runtimes = inOrder(
    results.runtimes.map(({ id }) => id),
    first.map(({ runtime }) => runtime),
  );
  return [
    `${PROGRAM} run --runtimes ${shellQuote(runtimes.join(','))} ${operands(models)}`,
    ...first.map(({ model, runtime }) => `${PROGRAM} explain ${operands([model, runtime])}`),
    // An error is ours or the surroundings': there is nothing to accept.
    ...first.flatMap(({ model, runtime, state }) =>
      state === 'error' ? [] : [`${PROGRAM} approve --reason "why this is fine" ${operands([model, runtime])}`],
    ),
  ];
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

function inOrder(all: readonly string[], wanted: readonly string[]): readonly string[] {
  const set = new Set(wanted);
  return all.filter((name) => set.has(name));
}
