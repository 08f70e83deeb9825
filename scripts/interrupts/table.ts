import { markdownTable } from '../markdown-table.js';
import type { Interrupts } from './interrupted.js';

export interface Row extends Interrupts {
  readonly what: string;
  /** Of the gate. */
  readonly command: string;
}

export function interruptsTable(rows: readonly Row[]): string {
  const numbers = ['interrupts', 'slowest end', 'other exit codes', 'processes left', 'files left', 'reports broken'];
  const cells = rows.map(({ what, command, interrupts, slowestMs, otherCodes, processes, files, broken }) => [
    what,
    `\`${command}\``,
    String(interrupts),
    `${(slowestMs / 1000).toFixed(2)} s`,
    ...[otherCodes, processes, files, broken].map(String),
  ]);
  return markdownTable(['busy with', 'command', ...numbers], cells, numbers);
}
