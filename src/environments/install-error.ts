import { type Explanation, InfrastructureError } from '../errors.js';
import type { ToolRun } from './run-tool.js';

/** The failure of an installer, explained by the telling lines of what it wrote. */
export function installError(explanation: Omit<Explanation, 'why'>, run: ToolRun): InfrastructureError {
  const why = run.timedOut ? 'it took too long and was stopped' : tellingLines(run.stderr || run.stdout);
  return new InfrastructureError({ ...explanation, why: why || `it ended with exit code ${run.status}` });
}

const RELEVANT =
  /request to|failed to (fetch|download)|hash mismatch|hashes|no solution|no matching|not found|no space|denied|ERESOLVE|because/i;
const MAX_LENGTH = 500;

/**
 * One line out of the many that uv, pip and npm write: the first that names the trouble and the last cause of all,
 * without ornaments and without the credentials of addresses.
 */
export function tellingLines(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => withoutCredentials(line.replace(ORNAMENT, '').trim()))
    .filter((line) => line !== '' && !NOISE.test(line));
  // pip tells the cause in a warning and ends with "no matching distribution".
  const broken = lines.map((line) => /Failed to establish a new connection[^']*/.exec(line)?.[0]).find(Boolean);
  if (broken !== undefined) return broken;
  const causes = lines.filter((line) => !/^(hint|warning)\b/i.test(line));
  const first = causes.find((line) => RELEVANT.test(line)) ?? causes[0];
  const last = causes.at(-1);
  const telling = first === undefined || first === last || last === undefined ? (first ?? '') : `${first}: ${last}`;
  return telling.slice(0, MAX_LENGTH);
}

/** Boxes, arrows and levels before the text. */
const ORNAMENT = /^[\s│├╰─▶×]*((npm )?(error|err!)( code)?:?|caused by:|cause:)?\s*/i;
const NOISE =
  /behind a proxy|problem related to network|npm help config|A complete log of this run can be found in|^[A-Z]:?\\.*-debug-\d+\.log|^\/.*-debug-\d+\.log|^\[notice\]/;

/** Addresses lose what stands before the @. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\w:\/\/)[^/\s@]+@/g, '$1');
}
