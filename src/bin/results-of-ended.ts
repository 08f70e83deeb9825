import { LOCK_FILE } from '../baseline/lock-schema.js';
import { configPath } from '../config/load-config.js';
import type { Host } from '../host/host.js';
import { readPlatform } from '../host/platform.js';
import { resultsSoFar } from '../recorded/results-so-far.js';
import type { Results } from '../results/schema.js';
import { stoppedResults } from '../results/stopped-results.js';
import { filtersOf, type SessionRequest } from '../session.js';
import { VERSION } from '../version.js';
import type { Stop } from './stopped.js';

/** Of a run that did not come to an end: what it had found until then, and the reason. */
export function resultsOfEnded({ explanation }: Stop, request: SessionRequest, host: Host): Results {
  const kept = resultsSoFar(host.scratch, explanation);
  if (kept !== null) return kept;
  const run = {
    config: configPath(host.cwd, request.config),
    baseline: request.baseline ?? LOCK_FILE,
    ...filtersOf(request),
  };
  return stoppedResults(explanation, { version: VERSION, platform: readPlatform(), run });
}
