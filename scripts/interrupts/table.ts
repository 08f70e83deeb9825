import { markdownTable } from '../markdown-table.js';
import type { Interrupts } from './interrupted.js';

export interface Row extends Interrupts {
  readonly what: string;
  /** Of the gate. */
  readonly command: string;
}

export function interruptsTable(rows: readonly Row[]): string {
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
  return markdownTable(['busy with', 'command', ...numbers], cells, numbers);
}
