// `npm run bench`: the gate compared with a hand-written script, how its cost grows, and the comparer compared with numpy.
// Writes docs/performance.md.
// `npm run bench -- --comparer [--elements 100000000]` measures the comparer alone and prints the result.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { builtComparer } from './bench/built-comparer.js';
import { benchColumns, columnsSection } from './bench/columns.js';
import { benchComparer, comparerSection } from './bench/comparer.js';
import { benchGate, gateSection } from './bench/gate.js';
import { benchLargeGolden, largeGoldenSection } from './bench/large-golden.js';
import { benchManyModels, manyModelsSection } from './bench/many-models.js';
import { performancePage } from './bench/page.js';
import { PYTHON } from './bench/python.js';
import { benchRendering, renderingSection } from './bench/rendering.js';
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
  const sections = [gateSection(benchGate(await developmentModels({ all: true })))];
  console.error('a large golden input');
  sections.push(largeGoldenSection(await benchLargeGolden()));
  console.error('more and more columns');
  sections.push(columnsSection(await benchColumns()));
  console.error('more and more models');
  sections.push(manyModelsSection(await benchManyModels()));
  console.error('rendering');
  sections.push(renderingSection(benchRendering()));
  console.error('comparer against numpy');
  sections.push(comparerSection(benchComparer(Number(values.elements), await builtComparer(), PYTHON)));
  const [processor] = cpus();
  const machine = { processors: cpus().length, processor: processor?.model.trim() ?? 'unknown' };
  writeFileSync('docs/performance.md', performancePage(machine, sections));
  console.error('wrote docs/performance.md');
}
