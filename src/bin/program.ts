import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { environment } from '../host/environment.js';
import { bearLostWords } from '../host/standard-streams.js';
import { VERSION } from '../version.js';
import { approveCommand } from './commands/approve.js';
import { cacheCommand } from './commands/cache.js';
import { checkCommand } from './commands/check.js';
import { convertCommand } from './commands/convert.js';
import { diffCommand } from './commands/diff.js';
import { doctorCommand } from './commands/doctor.js';
import { explainCommand } from './commands/explain.js';
import { initCommand } from './commands/init.js';
import { listCommand } from './commands/list.js';
import { locateCommand } from './commands/locate.js';
import { mergeCommand } from './commands/merge.js';
import { mutateCommand } from './commands/mutate.js';
import { planCommand } from './commands/plan.js';
import { probeCommand } from './commands/probe.js';
import { recordCommand } from './commands/record.js';
import { runCommand } from './commands/run.js';
import { schemaCommand } from './commands/schema.js';
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

for (const command of [
  initCommand,
  runCommand,
  planCommand,
  mergeCommand,
  checkCommand,
  recordCommand,
  probeCommand,
  mutateCommand,
  approveCommand,
  explainCommand,
  locateCommand,
  convertCommand,
  diffCommand,
  listCommand,
  schemaCommand,
  doctorCommand,
  cacheCommand,
]) {
  const made = command(assets);
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
