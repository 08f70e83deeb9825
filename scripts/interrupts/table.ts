import { markdownTable } from '../markdown-table.js';
import type { Interrupts } from './interrupted.js';

export interface Row extends Interrupts {
  readonly what: string;
  /** Of the gate. */
  readonly command: string;
}

/** @param machine how many processes ran or waited for a processor, and whether these had priority */
export function interruptsTable(
  rows: readonly Row[],
  { processors, load, first }: { processors: number; load: number; first: boolean },
): string {
  const numbers = [
    'interrupts',
    'slowest end of the work',
    'slowest end with its report',
    'a start that does nothing',
    'other exit codes',
    'processes left',
    'files left',
    'reports broken',
  ];
  const cells = rows.map(
    ({ what, command, interrupts, slowestWorkMs, slowestMs, startMs, otherCodes, processes, files, broken }) => [
      what,
      `\`${command}\``,
      String(interrupts),
      ...[slowestWorkMs, slowestMs, startMs].map((ms) => `${(ms / 1000).toFixed(2)} s`),
      ...[otherCodes, processes, files, broken].map(String),
    ],
  );
  const table = markdownTable(['busy with', 'command', ...numbers], cells, numbers);
  return `On ${processors} processors, for which ${Math.round(load)} processes waited on average${first ? ', and these came first' : ''}. The report is made by a process of its own, which is why a start that does nothing is measured beside it.\n\n${table}`;
}
