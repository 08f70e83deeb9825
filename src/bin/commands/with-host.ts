import { createHost, disposeHost, type OwnHost } from '../../host/create-host.js';
import type { Host } from '../../host/host.js';
import { standardStreams } from '../../host/standard-streams.js';
import { terminalLog } from '../../host/terminal-log.js';
import { ownProgram, withProgram } from '../../own-program.js';
import { type Stop, stopped, stoppedBy } from '../stopped.js';

/** What a command may use of the terminal. */
export interface Terminal {
  readonly colour: boolean;
  readonly columns: number;
  /** How the program was started, for the commands in what it prints. */
  readonly program: string;
  /** Data, to standard output. */
  print(text: string): void;
}

/**
 * Runs a command with a host of its own and turns what it throws into a message and an exit code.
 * @param command gives the exit code
 * @param report reports what was found before the command was ended, in a process that only does that; its supervisor has
 * said how it ended
 */
export async function withHost(
  assets: string,
  verbose: boolean,
  command: (host: Host, terminal: Terminal) => Promise<number>,
  report: (stop: Stop, host: Host, terminal: Terminal) => Promise<void> = async () => {},
): Promise<void> {
  const streams = standardStreams();
  const log = terminalLog({ stream: streams.error, colour: streams.errorColour, verbose });
  const terminal: Terminal = {
    colour: streams.outputColour,
    columns: streams.columns,
    program: ownProgram(process.env),
    print(text) {
      log.clear();
      streams.output.write(text);
    },
  };
  let host: OwnHost | null = null;
  try {
    host = createHost({ assets, log });
    if (host.ended === null) process.exitCode = await command(host, terminal);
    else {
      const stop = stoppedBy(host.ended);
      process.exitCode = stop.exitCode;
      await report(stop, host, terminal);
    }
  } catch (thrown) {
    log.clear();
    // After an interrupt, whatever was thrown is a consequence of it.
    const { exitCode, message } = stopped(host?.signal.aborted === true ? host.signal.reason : thrown);
    log.error(withProgram(message, terminal.program));
    process.exitCode = exitCode;
  } finally {
    if (host !== null) disposeHost(host);
  }
}
