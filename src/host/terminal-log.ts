import type { WriteStream } from 'node:tty';
import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import type { Log } from './log.js';
import { plainText, unbroken } from './plain-text.js';

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
  let last = '';
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
      if (message === last) return;
      last = message;
      if (!live) {
        stream.write(`${unbroken(message)}\n`);
        return;
      }
      clear();
      // One short of the width: a full line would wrap on some terminals, and only its last row would be wiped.
      stream.write(colours.dim(cutTo(unbroken(message).replace(/ +/g, ' '), (stream.columns || 80) - 1)));
      shown = true;
    },
  };
}

/** As much of a text as fits into so many columns; wide characters take two. */
function cutTo(text: string, columns: number): string {
  let fitting = '';
  let width = 0;
  for (const character of text) {
    width += stringWidth(character);
    if (width > columns) break;
    fitting += character;
  }
  return fitting;
}
