import type { WriteStream } from 'node:tty';
import { createColors } from 'picocolors';
import type { Log } from './log.js';
import { plainText } from './plain-text.js';

export interface TerminalLogOptions {
  /** Where everything goes: standard error, since standard output is for data. */
  readonly stream: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number };
  readonly colour: boolean;
  readonly verbose: boolean;
}

export interface TerminalLog extends Log {
  /** Wipes the progress line, so that what is printed next starts on a clean line. */
  clear(): void;
}

/** Progress is one line that replaces itself on a terminal; elsewhere, as in a log file, each step is a line. */
export function terminalLog({ stream, colour, verbose }: TerminalLogOptions): TerminalLog {
  const colours = createColors(colour);
  const live = stream.isTTY === true;
  let shown = false;
  const clear = () => {
    if (shown) stream.write('\r\u001b[2K');
    shown = false;
  };
  const line = (text: string) => {
    clear();
    stream.write(`${text}\n`);
  };
  return {
    clear,
    debug(message) {
      if (verbose) line(colours.dim(plainText(message)));
    },
    info(message) {
      line(plainText(message));
    },
    warn(message) {
      line(`${colours.yellow('warning')} ${plainText(message)}`);
    },
    error(message) {
      line(`${colours.red('error')} ${plainText(message)}`);
    },
    progress(message) {
      const text = plainText(message);
      if (!live) {
        stream.write(`${text}\n`);
        return;
      }
      clear();
      stream.write(colours.dim(text.slice(0, (stream.columns ?? 80) - 1)));
      shown = true;
    },
  };
}
