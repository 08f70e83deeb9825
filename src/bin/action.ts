import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runGate } from '../pipeline.js';
import { runAction } from './run-action.js';

await runAction(runGate, dirname(fileURLToPath(import.meta.url)));
