// `node scripts/numerics.mjs`: measures how well the automatic tolerance tells faults from rounding, beside fixed ones,
// and writes the tables of docs/numerics.md. Needs `node scripts/build.mjs` first; takes some minutes.
import { join } from 'node:path';
import { createHost, disposeHost } from '../lib/host/create-host.js';
import { terminalLog } from '../lib/host/terminal-log.js';
import { developmentModels } from './development-models.mjs';
import { numericsSection } from './numerics/document.mjs';
import { study } from './numerics/study.mjs';
import { writeGenerated } from './write-generated.mjs';

const log = terminalLog({ stream: process.stderr, colour: false, verbose: false });
const host = createHost({ assets: join(import.meta.dirname, '..', 'lib'), log });
try {
  const results = await study(host, await developmentModels({ all: true }));
  writeGenerated('docs/numerics.md', 'scripts/numerics.mjs', numericsSection(results));
  const alarms = results.cells.filter(({ fault, auto }) => fault === null && auto === false);
  for (const { model, column, reason } of alarms) console.error(`false alarm: ${model} on ${column}: ${reason}`);
  process.exitCode = alarms.length === 0 ? 0 : 1;
} finally {
  disposeHost(host);
}
