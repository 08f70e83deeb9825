#!/usr/bin/env node
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bearLostWords, standardStreams } from '../host/standard-streams.js';
import { terminalLog } from '../host/terminal-log.js';
import { stoppedBy } from './stopped.js';
import { supervise } from './supervise.js';

bearLostWords();
const args = process.argv.slice(2);
await supervise({
  program: join(dirname(fileURLToPath(import.meta.url)), 'program.js'),
  args,
  // It takes half a second, and more where the machine is busy; whoever cannot wait interrupts once more.
  reportMs: 60_000,
  say(end) {
    const { error: stream, errorColour: colour } = standardStreams();
    terminalLog({ stream, colour, verbose: false }).error(stoppedBy(end).message);
  },
  // No other command reports results, or delivers why it has none.
  hasReport: () => args[0] === 'run',
});
