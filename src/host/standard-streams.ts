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

/** Standard output and error and whether they show colour: only on a terminal (https://no-color.org). */
export function standardStreams() {
  const { stdout: output, stderr: error, env } = process;
  const wanted = (stream: { isTTY?: boolean }) =>
    env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stream.isTTY === true && env.TERM !== 'dumb';
  return {
    output,
    error,
    outputColour: wanted(output),
    errorColour: wanted(error),
    columns: output.isTTY === true ? output.columns : Number(env.COLUMNS ?? 0) || 120,
  };
}
