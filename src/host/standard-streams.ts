import { withoutCommands } from './workflow-commands.js';

/**
 * Makes it no error that whoever reads standard output, or standard error, has seen enough, as `head` has after some lines:
 * what is said after that is lost, and nothing else.
 */
export function bearClosedReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code !== 'EPIPE') throw fault;
    });
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
