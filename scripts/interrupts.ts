// `npm run interrupts [-- --moments 6] [--only text]`: interrupts the gate while it is busy with all kinds of work, and
// measures how long it takes to end. Writes the table in docs/reliability.md.
import { availableParallelism, getPriority, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { buildLib } from './build/lib.js';
import { writeGeneratedPart } from './generated-part.js';
import { BUSY } from './interrupts/busy.js';
import { interrupted } from './interrupts/interrupted.js';
import { interruptsTable, type Row } from './interrupts/table.js';

const { values } = parseArgs({
  options: {
    moments: { type: 'string', default: '6' },
    only: { type: 'string', default: '' },
    // lib/ is as it should be.
    built: { type: 'boolean', default: false },
  },
});
if (!values.built) buildLib();
const rows: Row[] = [];
for (const busy of BUSY.filter(({ what }) => what.includes(values.only))) {
  const row = { what: busy.what, command: busy.args[0] ?? '', ...(await interrupted(busy, Number(values.moments))) };
  console.error(JSON.stringify(row));
  rows.push(row);
}
const machine = { processors: availableParallelism(), load: loadavg()[2] ?? 0, first: getPriority() < 0 };
if (values.only === '') writeGeneratedPart('docs/reliability.md', 'npm run interrupts', interruptsTable(rows, machine));
