import type { ToolRun } from './run-tool.js';

const TRIES = 3;

/** How npm and pip put it that a connection ended within an answer, for which neither asks again. */
const BROKEN_OFF =
  /Invalid response body|premature close|IncompleteRead|incomplete-download|Connection broken|^npm (error|ERR!)( network)? aborted$/im;

/** Runs an installer again where a connection broke off: what it has got until then is in its cache. */
export async function untilWhole(install: () => Promise<ToolRun>): Promise<ToolRun> {
  for (let tries = 1; ; tries += 1) {
    const run = await install();
    if (run.status === 0 || run.timedOut || tries === TRIES || !BROKEN_OFF.test(run.stderr)) return run;
  }
}
