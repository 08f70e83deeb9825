import { Command } from 'commander';
import { filesText, initText } from '../../init/init-text.js';
import { initRepository } from '../../init.js';
import { terminalLines } from '../../report/escape.js';
import { positive } from './options.js';
import { withHost } from './with-host.js';

interface InitOptions {
  readonly shards?: number;
  readonly forks?: boolean;
  readonly dryRun?: boolean;
}

/** `portability init`: configuration and workflows for what is committed. */
export function initCommand(assets: string): Command {
  return new Command('init')
    .description(
      'write portability.yml and the workflow for the models that are committed; changes no file that is there',
    )
    .option('--shards <n>', 'a workflow that runs the matrix in n parts on each platform, and joins them', positive)
    .option('--forks', 'also the workflow that comments on pull requests of forks')
    .option('--dry-run', 'print the files instead of writing them')
    .addHelpText(
      'after',
      '\nExamples:\n  portability init\n  portability init --dry-run\n  portability init --shards 4 --forks',
    )
    .action(({ shards, forks = false, dryRun = false }: InitOptions) =>
      withHost(assets, false, async (host, { print }) => {
        const request = { forks, dryRun, ...(shards === undefined ? {} : { shards }) };
        const result = await initRepository(request, host);
        if (dryRun) print(terminalLines(filesText(result.files)));
        print(initText(result, dryRun));
        return 0;
      }),
    );
}
