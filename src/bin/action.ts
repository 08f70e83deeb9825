import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '../host/environment.js';
import { supervisionIn } from '../host/supervision.js';
import { endByOwnError } from './end-by-own-error.js';
import { endWithSupervisor } from './end-with-supervisor.js';
import { runAction } from './run-action.js';
import { runCacheKey, runCacheNeed } from './run-cache-key.js';
import { runMergeAction } from './run-merge-action.js';
import { runPublish } from './run-publish.js';

endByOwnError(environment());
endWithSupervisor(environment());

// The bundle is at the top of dist, next to the workers and adapters that it loads. One bundle serves every action.
const assets = dirname(fileURLToPath(import.meta.url));
const [, , name] = process.argv;
const others: Readonly<Record<string, () => Promise<void>>> = {
  merge: () => runMergeAction(assets),
  'cache-key': () => runCacheKey(assets),
  'cache-need': () => runCacheNeed(assets),
  publish: () => runPublish(environment()),
};
const other = others[name ?? ''];
// Only the gate has something to report when it is ended.
if (other === undefined) await runAction(assets);
else if ((supervisionIn(environment())?.ended ?? null) === null) await other();
