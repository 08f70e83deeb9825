import { CRASHED, REFUSED, supervisionIn } from '../host/supervision.js';
import { systemFault } from '../host/system-fault.js';
import { inertText } from '../host/workflow-commands.js';
import { stopped } from './stopped.js';

/**
 * An exception that nobody catches says what it is and ends the process with a code that no verdict has, so that its
 * supervisor reports what was judged until then. Node.js would end it with the code of a gate that failed.
 * @param env the process's own; nothing happens where nobody supervises it
 */
export function endByOwnError(env: Readonly<Record<string, string | undefined>>): void {
  const supervision = supervisionIn(env);
  if (supervision === null) return;
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${inertText(stopped(error).message)}\n`, () =>
      process.exit(systemFault(error) === null ? CRASHED : REFUSED),
    );
  });
}
