import { Command } from 'commander';
import { explain } from '../../errors.js';
import { recordModels } from '../../record.js';
import { terminalLines } from '../../report/escape.js';
import { allowCodeOption, type CommonOptions, configOption, requestOf, sandboxOption } from './options.js';
import { withHost } from './with-host.js';

/** `portability record`: golden cases with the reference's outputs; commits nothing. */
export function recordCommand(assets: string): Command {
  return new Command('record')
    .description("write golden cases with the reference's outputs to golden/<model id>/; commits nothing")
    .argument('[models...]', 'ids or globs (default: every model)')
    .addOption(configOption)
    .addOption(sandboxOption)
    .addOption(allowCodeOption)
    .option('--overwrite', 'replace existing cases')
    .addHelpText('after', '\nExample:\n  portability record detector && git add golden')
    .action((models: string[], options: CommonOptions & { overwrite?: boolean }) =>
      withHost(assets, false, async (host, { print }) => {
        const { written, mistakes } = await recordModels(
          { ...requestOf(models, options), overwrite: options.overwrite === true },
          host,
        );
        if (written.length > 0) print(`${terminalLines(written.join('\n'))}\n`);
        for (const mistake of mistakes) host.log.error(explain(mistake));
        return mistakes.length === 0 ? 0 : 2;
      }),
    );
}
