import { InfrastructureError, messageOf } from '../errors.js';
import { systemFault } from './system-fault.js';
import { inertText, withoutCommands } from './workflow-commands.js';

/**
 * Lets the process go on when nobody takes what it says. Whoever reads may have seen enough, as `head` has after some
 * lines, and progress that cannot be told is lost, and nothing else. Results that cannot be written where standard output
 * leads, as on a full disk, are an error of the environment, which is told when the process ends.
 */
export function bearLostWords(): void {
  process.stderr.on('error', () => {});
  process.stdout.once('error', (fault: NodeJS.ErrnoException) => {
    process.stdout.on('error', () => {});
    if (fault.code === 'EPIPE') return;
    process.once('exit', (code) => {
      if (code === 0) process.exitCode = 3;
      process.stderr.write(`${inertText(notWritten(fault).message)}\n`);
    });
  });
}

function notWritten(fault: Error): InfrastructureError {
  const known = systemFault(fault);
  const next = known?.explanation.next ?? 'send it elsewhere';
  const what = known?.explanation.what ?? 'it cannot be written to';
  return new InfrastructureError({ what, where: 'standard output', why: messageOf(fault), next });
}

/**
 * Standard output and error and whether they show colour: only on a terminal (https://no-color.org). On a runner of GitHub,
 * which reads both, no line is a command to it, whatever the files of a pull request are called.
 */
export function standardStreams() {
  const { stdout: output, stderr: error, env } = process;
  const wanted = (stream: { isTTY?: boolean }) =>
    env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stream.isTTY === true && env.TERM !== 'dumb';
  const shown = (text: string) => (env.GITHUB_ACTIONS === 'true' ? withoutCommands(text) : text);
  return {
    output: { write: (text: string) => output.write(shown(text)) },
    error: {
      isTTY: error.isTTY,
      get columns() {
        return error.columns;
      },
      write: (text: string) => error.write(shown(text)),
    },
    outputColour: wanted(output),
    errorColour: wanted(error),
    columns: output.isTTY === true ? output.columns : Number(env.COLUMNS ?? 0) || 120,
  };
}
