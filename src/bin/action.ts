import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runAction } from './run-action.js';

// The bundle lies at the top of dist, among the workers and adapters that it loads.
await runAction(dirname(fileURLToPath(import.meta.url)));
