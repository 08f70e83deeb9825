import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAction } from './run-action.js';

// The bundle is at the top of dist, next to the workers and adapters that it loads.
await runAction(dirname(fileURLToPath(import.meta.url)));
