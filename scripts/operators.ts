// `npm run operators`: replays the operators that releases are known to compute wrongly, with their cause, who is right and
// a folder that shows each without the gate, and writes the table of docs/operators.md. `-- <id>…` only these, and prints
// instead. Takes some minutes, and installs the runtimes.
import { join } from 'node:path';
import { writeGeneratedPart } from './generated-part.js';
import { operatorsSection } from './operators/document.js';
import { KNOWN_FAULTS } from './operators/known-faults.js';
import { studyFaults } from './operators/study.js';
import { withGate } from './with-gate.js';

const wanted = process.argv.slice(2);
const faults = KNOWN_FAULTS.filter(
  ({ id, runtime }) => wanted.length === 0 || wanted.includes(id) || wanted.includes(runtime),
);
const results = await withGate(async (host) => {
  const cwd = join(host.scratch, 'repository');
  return studyFaults(faults, join(host.scratch, 'operators'), { ...host, cwd });
});
const section = operatorsSection(results);
if (wanted.length === 0) writeGeneratedPart('docs/operators.md', 'scripts/operators.ts', section);
else console.log(section);
