import { createHost, disposeHost } from '../../host/create-host.js';
import type { Host } from '../../host/host.js';
import { standardStreams } from '../../host/standard-streams.js';
import { terminalLog } from '../../host/terminal-log.js';
import { stopped } from '../stopped.js';

/** What a command may use of the terminal. */
export interface Terminal {
  readonly colour: boolean;
  readonly columns: number;
  /** Data, to standard output. */
  print(text: string): void;
}

/**
 * Runs a command with a host of its own and turns what it throws into a message and an exit code.
 * @param command gives the exit code
 */
export async function withHost(
  assets: string,
  verbose: boolean,
  command: (host: Host, terminal: Terminal) => Promise<number>,
): Promise<void> {
  const streams = standardStreams();
  const log = terminalLog({ stream: streams.error, colour: streams.errorColour, verbose });
  const host = createHost({ assets, log });
  try {
    process.exitCode = await command(host, {
      colour: streams.outputColour,
      columns: streams.columns,
      print(text) {
        log.clear();
        streams.output.write(text);
      },
    });
  } catch (thrown) {
    log.clear();
    // After an interrupt, whatever was thrown is a consequence of it.
    const { exitCode, message } = stopped(host.signal.aborted ? host.signal.reason : thrown);
    log.error(message);
    process.exitCode = exitCode;
  } finally {
    disposeHost(host);
  }
}
