import { environment } from '../host/environment.js';
import { runPublish } from './run-publish.js';

await runPublish(environment());
