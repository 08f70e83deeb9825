import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { environment } from '../host/environment.js';
import { bearLostWords } from '../host/standard-streams.js';
import { VERSION } from '../version.js';
import { endByOwnError } from './end-by-own-error.js';
import { endWithSupervisor } from './end-with-supervisor.js';

endByOwnError(environment());
endWithSupervisor(environment());

/** What cli.ts runs, supervised. The folder that this file was compiled into has adapters and harnesses beside it. */
const assets = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const program = new Command('portability')
  .description('Checks that committed models compute the same thing on every runtime they are deployed to.')
  .version(VERSION)
  .showHelpAfterError('(portability --help shows commands and examples)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  portability init                      configuration and workflow
  portability run                       every model on every runtime
  portability run detector              one model
  portability plan                      what would run where, or why not
  portability record detector           golden outputs, by the reference
  portability mutate detector           how many faults the goldens catch
  portability locate detector openvino  where its numbers begin to differ
  portability approve detector openvino --reason "bf16 is what we deploy"

Exit codes: 0 passed, 1 gate failed, 2 wrong usage or configuration,
  3 environment or infrastructure error, 129, 130 or 143 interrupted`,
  );

/** In the order of the help. One is loaded when it is called: loading all of them takes longer than some of them do. */
const COMMANDS: Readonly<Record<string, () => Promise<(assets: string) => Command>>> = {
  init: async () => (await import('./commands/init.js')).initCommand,
  run: async () => (await import('./commands/run.js')).runCommand,
  plan: async () => (await import('./commands/plan.js')).planCommand,
  merge: async () => (await import('./commands/merge.js')).mergeCommand,
  check: async () => (await import('./commands/check.js')).checkCommand,
  record: async () => (await import('./commands/record.js')).recordCommand,
  probe: async () => (await import('./commands/probe.js')).probeCommand,
  mutate: async () => (await import('./commands/mutate.js')).mutateCommand,
  approve: async () => (await import('./commands/approve.js')).approveCommand,
  explain: async () => (await import('./commands/explain.js')).explainCommand,
  locate: async () => (await import('./commands/locate.js')).locateCommand,
  convert: async () => (await import('./commands/convert.js')).convertCommand,
  diff: async () => (await import('./commands/diff.js')).diffCommand,
  list: async () => (await import('./commands/list.js')).listCommand,
  schema: async () => (await import('./commands/schema.js')).schemaCommand,
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand,
  cache: async () => (await import('./commands/cache.js')).cacheCommand,
};

const called = COMMANDS[process.argv[2] ?? ''];
for (const load of called === undefined ? Object.values(COMMANDS) : [called]) {
  const made = (await load())(assets);
  explainWrongUsage(made, made.name());
  program.addCommand(made);
}

/** Wrong usage is caught below, and names the help of its command. @param name with those of the commands that it is below */
function explainWrongUsage(command: Command, name: string): void {
  command.showHelpAfterError(`(portability ${name} --help shows its options and examples)`).exitOverride();
  for (const below of command.commands) explainWrongUsage(below, `${name} ${below.name()}`);
}

bearLostWords();
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has already printed the message; help and version are successes.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
