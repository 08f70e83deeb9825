import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '../host/environment.js';
import { runAction } from './run-action.js';
import { runCacheKey } from './run-cache-key.js';
import { runMergeAction } from './run-merge-action.js';
import { runPublish } from './run-publish.js';

// The bundle is at the top of dist, next to the workers and adapters that it loads. One bundle serves every action: the
// others start it through a file of their own name.
const assets = dirname(fileURLToPath(import.meta.url));
switch (basename(process.argv[1] ?? '')) {
  case 'merge.js':
    await runMergeAction(assets);
    break;
  case 'cache-key.js':
    await runCacheKey(assets);
    break;
  case 'publish.js':
    await runPublish(environment());
    break;
  default:
    await runAction(assets);
}
