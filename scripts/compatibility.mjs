// `node scripts/compatibility.mjs [ids of columns…]`: runs real and small networks from every framework on every runtime
// through every converter, and writes docs/compatibility.md. Needs `npm run build`; the first time, gigabytes of packages.
// What was found lies in .cache/compatibility.json; with ids, only these columns are run again.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { compatibilityDocument } from './compatibility/document.mjs';
import { compatibilityRepository } from './compatibility/repository.mjs';
import { writeGenerated } from './write-generated.mjs';

const KEPT = '.cache/compatibility.json';
const { createHost, disposeHost } = await import('../lib/host/create-host.js');
const { terminalLog } = await import('../lib/host/terminal-log.js');
const { runGate } = await import('../lib/pipeline.js');
const { findRuntimes } = await import('../lib/adapters/find-runtimes.js');
const { findConverters } = await import('../lib/adapters/find-converters.js');

const wanted = process.argv.slice(2);
const log = terminalLog({ stream: process.stderr, colour: false, verbose: false });
const root = resolve('.cache', 'compatibility');
mkdirSync(root, { recursive: true });
const host = createHost({ assets: resolve('lib'), cwd: root, log });
try {
  await compatibilityRepository(root, host);
  const { results } = await runGate(wanted.length === 0 ? {} : { runtimes: wanted }, host);
  const kept =
    wanted.length === 0 || !existsSync(KEPT) ? results : merged(JSON.parse(readFileSync(KEPT, 'utf8')), results);
  writeFileSync(KEPT, JSON.stringify(kept));
  const adapters = { runtimes: await findRuntimes(host, []), converters: await findConverters(host, []) };
  writeGenerated('docs/compatibility.md', 'scripts/compatibility.mjs', compatibilityDocument(kept, adapters));
} finally {
  disposeHost(host);
}

/** The kept results with the cells of the columns that were run again. */
function merged(kept, fresh) {
  const again = new Set(fresh.runtimes.map(({ id }) => id));
  const models = new Set(fresh.models.map(({ id }) => id));
  return {
    ...fresh,
    runtimes: [...kept.runtimes.filter(({ id }) => !again.has(id)), ...fresh.runtimes],
    cells: [...kept.cells.filter(({ model, runtime }) => models.has(model) && !again.has(runtime)), ...fresh.cells],
  };
}
