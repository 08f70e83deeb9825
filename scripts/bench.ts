// `npm run bench`: the gate compared with a hand-written script, and the comparer with numpy. Writes docs/performance.md.
// `npm run bench -- --comparer [--elements 100000000]` measures the comparer alone and prints the result.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { builtComparer } from './bench/built-comparer.js';
import { benchComparer } from './bench/comparer.js';
import { benchGate } from './bench/gate.js';
import { performancePage } from './bench/page.js';
import { PYTHON } from './bench/python.js';
import { buildLib } from './build/lib.js';
import { developmentModels } from './development-models.js';

const { values } = parseArgs({
  options: {
    comparer: { type: 'boolean', default: false },
    elements: { type: 'string', default: '100000000' },
  },
});
console.error('building');
buildLib();
if (values.comparer) {
  const measured = benchComparer(Number(values.elements), await builtComparer(), process.env.PYTHON ?? 'python3');
  process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
} else {
  const gate = benchGate(await developmentModels({ all: true }));
  console.error('comparer against numpy');
  const comparer = benchComparer(Number(values.elements), await builtComparer(), PYTHON);
  const [processor] = cpus();
  const machine = { processors: cpus().length, processor: processor?.model.trim() ?? 'unknown' };
  writeFileSync('docs/performance.md', performancePage(machine, gate, comparer));
  console.error('wrote docs/performance.md');
}
