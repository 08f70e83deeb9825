import { Command, InvalidArgumentError } from 'commander';
import { cacheEntries } from '../../cache/cache-entries.js';
import { cacheText, prunedText } from '../../cache/cache-text.js';
import { chooseUnused, type PruneLimits } from '../../cache/choose-unused.js';
import { removeEntries } from '../../cache/remove-entries.js';
import { UserError } from '../../errors.js';
import { withHost } from './with-host.js';

/** `portability cache`: what the gate keeps on disk, and what of it to remove. */
export function cacheCommand(assets: string): Command {
  const command = new Command('cache')
    .description('show or prune what the gate keeps on disk between runs')
    .addHelpText(
      'after',
      '\nExamples:\n  portability cache                         what is kept, and where\n  portability cache prune --unused-for 30d  without what no run has used for a month',
    );
  command
    .command('list', { isDefault: true })
    .description('list what is kept, with sizes')
    .option('--json', 'print every entry as JSON')
    .action(({ json = false }: { json?: boolean }) =>
      withHost(assets, false, async (host, { print }) => {
        const entries = await cacheEntries(host.cache);
        print(json ? `${JSON.stringify({ folder: host.cache, entries }, null, 2)}\n` : cacheText(host.cache, entries));
        return 0;
      }),
    );
  command
    .command('prune')
    .description('remove what was not used for long; what was used today or yesterday stays')
    .option('--unused-for <days>', 'remove what was not used for so many days, as in 30d', days)
    .option('--keep <size>', 'keep at most so much, as in 10GB: what was used last', bytes)
    .option('--dry-run', 'only say what would be removed')
    .addHelpText(
      'after',
      '\nWhatever is removed is made again when it is needed; a running gate is not disturbed.\n\nExamples:\n  portability cache prune --unused-for 30d --dry-run\n  portability cache prune --keep 10GB',
    )
    .action(({ dryRun = false, ...limits }: PruneLimits & { readonly dryRun?: boolean }) =>
      withHost(assets, false, async (host, { print }) => {
        if (limits.unusedFor === undefined && limits.keep === undefined)
          throw new UserError({
            what: 'nothing says what to remove',
            next: 'add --unused-for, as in --unused-for 30d, or --keep, as in --keep 10GB',
          });
        const unused = chooseUnused(await cacheEntries(host.cache), limits, host.today);
        const left = dryRun ? [] : await removeEntries(unused);
        print(
          prunedText(
            unused.filter((entry) => !left.includes(entry)),
            left,
            dryRun,
          ),
        );
        return left.length === 0 ? 0 : 3;
      }),
    );
  return command;
}

function days(text: string): number {
  const found = /^(\d+)d?$/.exec(text)?.[1];
  if (found === undefined) throw new InvalidArgumentError('give a number of days, as in 30d');
  return Number(found);
}

const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, MiB: 2 ** 20, GiB: 2 ** 30 };

function bytes(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([MG]i?B)$/.exec(text) ?? [];
  const size = UNITS[unit];
  if (number === undefined || size === undefined) throw new InvalidArgumentError('give a size, as in 500MB or 10GB');
  return Number(number) * size;
}
