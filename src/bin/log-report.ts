import { terminalReport } from '../report/terminal.js';
import type { Results } from '../results/schema.js';

/** Characters that fit a line of GitHub's log view on a usual screen. */
const LOG_COLUMNS = 140;

/** The end of a step's log. */
export function logReport(results: Results): string {
  return terminalReport(results, { columns: LOG_COLUMNS, colour: false, inLog: true });
}
