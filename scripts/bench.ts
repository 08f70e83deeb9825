// `npm run bench`: the gate compared with a hand-written script, how its cost grows, and the comparer compared with numpy.
// Writes docs/performance.md.
// `npm run bench -- --comparer [--elements 100000000]` measures the comparer alone and prints the result.
// `npm run bench -- --sandbox` measures what the sandbox costs, and writes that section alone; `--unchanged`, what a run
// costs in which nothing has changed; `--hosted`, jobs of the built action with empty caches and with restored ones.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { builtComparer } from './bench/built-comparer.js';
import { benchColumns, columnsSection } from './bench/columns.js';
import { benchComparer, comparerSection } from './bench/comparer.js';
import { benchGate, gateSection } from './bench/gate.js';
import { benchHosted, hostedSection } from './bench/hosted.js';
import { benchLargeGolden, largeGoldenSection } from './bench/large-golden.js';
import { benchManyModels, manyModelsSection } from './bench/many-models.js';
import { type Machine, performancePage, withSection } from './bench/page.js';
import { PYTHON } from './bench/python.js';
import { benchRendering, renderingSection } from './bench/rendering.js';
import { benchSandbox, sandboxSection } from './bench/sandbox.js';
import { benchUnchanged, unchangedSection } from './bench/unchanged.js';
import { buildLib } from './build/lib.js';
import { developmentModels } from './development-models.js';

const PAGE = 'docs/performance.md';

const { values } = parseArgs({
  options: {
    comparer: { type: 'boolean', default: false },
    sandbox: { type: 'boolean', default: false },
    unchanged: { type: 'boolean', default: false },
    hosted: { type: 'boolean', default: false },
    // lib/ is as it should be.
    built: { type: 'boolean', default: false },
    elements: { type: 'string', default: '100000000' },
  },
});
if (!values.built) {
  console.error('building');
  buildLib();
}
if (values.comparer) {
  const measured = benchComparer(Number(values.elements), await builtComparer(), process.env.PYTHON ?? 'python3');
  process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
} else if (values.sandbox || values.unchanged || values.hosted) {
  const section = values.hosted
    ? hostedSection(benchHosted(), machine())
    : values.sandbox
      ? sandboxSection(await benchSandbox(), machine())
      : unchangedSection(await benchUnchanged(), machine());
  writeFileSync(PAGE, withSection(readFileSync(PAGE, 'utf8'), section));
  console.error(`wrote ${PAGE}`);
} else {
  const sections = [gateSection(benchGate(await developmentModels({ all: true })))];
  console.error('a large golden input');
  sections.push(largeGoldenSection(await benchLargeGolden()));
  console.error('more and more columns');
  sections.push(columnsSection(await benchColumns()));
  console.error('more and more models');
  sections.push(manyModelsSection(await benchManyModels()));
  console.error('what has not changed');
  sections.push(unchangedSection(await benchUnchanged(), machine()));
  console.error('a job with empty caches, and with restored ones');
  sections.push(hostedSection(benchHosted(), machine()));
  console.error('with and without the sandbox');
  sections.push(sandboxSection(await benchSandbox(), machine()));
  console.error('rendering');
  sections.push(renderingSection(benchRendering()));
  console.error('comparer against numpy');
  sections.push(comparerSection(benchComparer(Number(values.elements), await builtComparer(), PYTHON)));
  writeFileSync(PAGE, performancePage(machine(), sections));
  console.error(`wrote ${PAGE}`);
}

function machine(): Machine {
  const [processor] = cpus();
  return { processors: cpus().length, processor: processor?.model.trim() ?? 'unknown' };
}
