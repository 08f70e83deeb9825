import { shellQuote } from '../../paste-command.js';
import { isAcceptable } from '../acceptable.js';
import { showsUnchanged } from '../escape.js';
import { FOLDED, type Section } from '../section.js';
import type { ReportView } from '../view.js';

/** Commands to paste into a POSIX shell. */
export const commandsSection: Section = {
  name: 'run it here',
  title: 'Run it here, explain or accept',
  item: 'command',
  share: 0.1,
  open: FOLDED,
  content: (view) => ({ kind: 'code', lines: commandsFor(view) }),
};

const CELL_COMMANDS = 3;

/**
 * Commands that reproduce, explain and accept the first cells with a finding. Empty when nothing is wrong. A name with
 * characters that a report does not show gets no command: what is pasted must be what was read.
 */
export function commandsFor({ results, findings, commands }: ReportView): readonly string[] {
  const first: { readonly model: string; readonly runtime: string; readonly approvable: boolean }[] = [];
  const columns = new Map(results.runtimes.map(({ id, column = id }) => [id, column]));
  for (const { models, runtimes, cells } of findings)
    for (const model of models)
      for (const runtime of new Set(runtimes.map((id) => columns.get(id) ?? id)))
        if (first.length < CELL_COMMANDS && showsUnchanged(model) && showsUnchanged(runtime))
          first.push({ model, runtime, approvable: cells.some(isAcceptable) });
  if (first.length === 0) return [];
  const models = inOrder(
    results.models.map(({ id }) => id),
    first.map(({ model }) => model),
  );
  const runtimes = inOrder(
    [...new Set(columns.values())],
    first.map(({ runtime }) => runtime),
  );
  const lines = [
    commands.of('run', models, `--runtimes ${shellQuote(runtimes.join(','))}`),
    ...first.map(({ model, runtime }) => commands.of('explain', [model, runtime])),
    ...first.map(({ model, runtime, approvable }) =>
      approvable ? commands.of('approve', [model, runtime], '--reason "why this is fine"') : null,
    ),
  ];
  return lines.filter((line) => line !== null);
}

function inOrder(all: readonly string[], wanted: readonly string[]): readonly string[] {
  const set = new Set(wanted);
  return all.filter((name) => set.has(name));
}
