// `node scripts/compatibility.mjs`: runs real and small networks from every framework on every runtime
// through every converter, and writes docs/compatibility.md. Needs `npm run build`; the first time, gigabytes of packages.
// What was found lies in .cache/compatibility.json too.
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { compatibilityDocument } from './compatibility/document.mjs';
import { compatibilityRepository } from './compatibility/repository.mjs';
import { writeGenerated } from './write-generated.mjs';

const { createHost, disposeHost } = await import('../lib/host/create-host.js');
const { terminalLog } = await import('../lib/host/terminal-log.js');
const { runGate } = await import('../lib/gate.js');
const { findRuntimes } = await import('../lib/adapters/find-runtimes.js');
const { findConverters } = await import('../lib/adapters/find-converters.js');

const log = terminalLog({ stream: process.stderr, colour: false, verbose: false });
const root = resolve('.cache', 'compatibility');
mkdirSync(root, { recursive: true });
const host = createHost({ assets: resolve('lib'), cwd: root, log });
try {
  await compatibilityRepository(root, host);
  const { results } = await runGate({}, host);
  writeFileSync('.cache/compatibility.json', JSON.stringify(results));
  const adapters = { runtimes: await findRuntimes(host, []), converters: await findConverters(host, []) };
  writeGenerated('docs/compatibility.md', 'scripts/compatibility.mjs', compatibilityDocument(results, adapters));
} finally {
  disposeHost(host);
}
