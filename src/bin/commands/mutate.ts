import { Command, InvalidArgumentError, Option } from 'commander';
import { mutateModels } from '../../mutate.js';
import { mutationText } from '../../report/mutation-text.js';
import { allowCodeOption, type CommonOptions, configOption, requestOf, sandboxOption } from './options.js';
import { withHost } from './with-host.js';

interface MutateOptions extends CommonOptions {
  readonly json?: boolean;
  readonly minScore?: number;
  readonly seconds: number;
  readonly perKind: number;
  readonly candidates: number;
  readonly record?: boolean;
}

/** `portability mutate`: how many known faults would the goldens catch, and which inputs would catch more? */
export function mutateCommand(assets: string): Command {
  return new Command('mutate')
    .description('make faulty copies of the models and count how many of them the goldens catch')
    .argument('[models...]', 'ids or globs (default: every model)')
    .addOption(configOption)
    .addOption(sandboxOption)
    .addOption(allowCodeOption)
    .option('--json', 'print the results as JSON')
    .option('--min-score <percent>', 'exit with 1 if a model scores lower', percentage)
    .addOption(number('--seconds <n>', 'time budget in seconds for all models together', 300))
    .addOption(number('--per-kind <n>', 'maximum number of mutants of one kind', 5))
    .addOption(number('--candidates <n>', 'maximum number of other inputs to try on the surviving mutants', 5))
    .option('--record', 'write the inputs that catch most of the survivors as golden cases; commits nothing')
    .option('-v, --verbose', 'list the surviving mutants')
    .addHelpText(
      'after',
      `
Examples:
  portability mutate detector
  portability mutate detector --record && git add golden
  portability mutate --json | jq ".[] | {model, score}"
  portability mutate --min-score 80 --seconds 120`,
    )
    .action((models: string[], options: MutateOptions) =>
      withHost(assets, options.verbose === true, async (host, terminal) => {
        const { studies, written } = await mutateModels(
          { ...requestOf(models, options), ...options, record: options.record === true },
          host,
        );
        const verbose = options.verbose === true;
        terminal.print(
          options.json === true
            ? `${JSON.stringify(studies, null, 2)}\n`
            : mutationText(studies, { ...terminal, verbose }),
        );
        if (written.length > 0) host.log.info(`wrote ${written.join(', ')}`);
        const { minScore } = options;
        if (minScore === undefined) return 0;
        // A model without a study, or without a mutant that can be caught, has not shown that it reaches the score.
        const low = studies.filter((study) => 'fault' in study || study.score === null || study.score * 100 < minScore);
        for (const { model } of low) host.log.error(`${model} is below --min-score ${minScore}`);
        return low.length === 0 ? 0 : 1;
      }),
    );
}

function number(flags: string, description: string, usual: number): Option {
  return new Option(flags, description).default(usual).argParser((text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('give a whole number of at least 1');
    return value;
  });
}

function percentage(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 100) || text.trim() === '')
    throw new InvalidArgumentError('give a percentage from 0 to 100');
  return value;
}
