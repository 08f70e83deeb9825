/**
 * Standard output and error and whether they show colour: only on a terminal (https://no-color.org). That whoever reads the
 * output has seen enough, as `head` has after some lines, is no error.
 */
export function standardStreams() {
  const { stdout: output, stderr: error, env } = process;
  output.on('error', refuseAllButClosed);
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

function refuseAllButClosed(fault: NodeJS.ErrnoException): void {
  if (fault.code !== 'EPIPE') throw fault;
}
