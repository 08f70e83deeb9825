import { type Explanation, InfrastructureError } from '../errors.js';
import { systemFaultIn } from '../host/system-fault.js';
import type { ToolRun } from './run-tool.js';

/** The failure of an installer, explained by the relevant lines of its output. */
export function installError(explanation: Omit<Explanation, 'why'>, run: ToolRun): InfrastructureError {
  const refused = systemFaultIn(run.stderr);
  if (refused !== null) return new InfrastructureError({ ...explanation, why: refused.what, next: refused.next });
  const why = run.timedOut ? 'it took too long and was stopped' : relevantLines(run.stderr || run.stdout);
  return new InfrastructureError({ ...explanation, why: why || `it ended with exit code ${run.status}` });
}

const RELEVANT =
  /request to|trying to fetch|failed to (fetch|download)|hash mismatch|hashes|no solution|no matching|not found|no space|denied|ERESOLVE|because/i;
const MAX_LENGTH = 500;

/**
 * One line out of the many that uv, pip and npm write: the first that names the problem and the root cause, without
 * decoration and without credentials in URLs. Of a tool that died in JavaScript, what was thrown.
 */
export function relevantLines(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => withoutCredentials(line.replace(DECORATION, '').trim()))
    .filter((line) => line !== '' && !NOISE.test(line));
  const thrown = /^Node\.js v[\d.]+$/m.test(output) ? /^\w*Error(?: \[\w+\])?: (.+)$/m.exec(output)?.[1] : undefined;
  if (thrown !== undefined) return withoutCredentials(thrown).slice(0, MAX_LENGTH);
  // pip reports the cause in a warning and ends with "no matching distribution".
  const broken = lines.map((line) => /Failed to establish a new connection[^']*/.exec(line)?.[0]).find(Boolean);
  if (broken !== undefined) return broken;
  const causes = lines.filter((line) => !/^(hint|warning)\b/i.test(line));
  const first = causes.find((line) => RELEVANT.test(line)) ?? causes[0];
  const last = causes.at(-1);
  const relevant = first === undefined || first === last || last === undefined ? (first ?? '') : `${first}: ${last}`;
  return relevant.slice(0, MAX_LENGTH);
}

/** Boxes, arrows and levels before the text. */
const DECORATION = /^[\s│├╰─▶×]*((npm )?(error|err!)( (code|network|errno|syscall))?:?|caused by:|cause:)?\s*/i;
const NOISE =
  /behind a proxy|problem related to network|npm help config|A complete log of this run can be found in|^[A-Z]:?\\.*-debug-\d+\.log|^\/.*-debug-\d+\.log|^\[notice\]/;

/** Removes what precedes the @ in URLs. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\w:\/\/)[^/\s@]+@/g, '$1');
}
