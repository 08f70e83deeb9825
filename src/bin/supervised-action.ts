import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { supervise } from './supervise.js';

// At the top of dist. It serves every action: each starts it through a file of its own name.
await supervise({
  program: join(dirname(fileURLToPath(import.meta.url)), 'gate.js'),
  args: [basename(process.argv[1] ?? '', '.js')],
  // A runner that cancels a job waits 7.5 seconds before it asks again.
  reportMs: 6000,
  // Nothing older may look as if it still held.
  hasReport: () => true,
});
