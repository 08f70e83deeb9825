import { byNpx } from '../own-program.js';
import { operandsText, shellQuote } from '../paste-command.js';
import type { Results, RunOfResults } from '../results/schema.js';
import { copiesUnchanged, showsUnchanged } from './escape.js';

/** Where a command is to work when it is pasted. */
export interface CommandLine {
  /**
   * A whole command: the program in the release that made the results, in the working directory, with the
   * configuration and the baseline of the run. Null when a word has characters that a report does not show: what is
   * pasted must be what was read.
   * @param operands quoted here
   * @param options as they are to stand in the command
   */
  of(verb: string, operands: readonly string[], options?: string): string | null;
  /** A whole command as inline code of prose; null when it could not be copied from there. */
  asCode(verb: string, operands: readonly string[], options?: string): string | null;
  /**
   * Prose in which commands such as `portability explain` stand in backticks, with these completed.
   * @param cell the model and the column that it is about: operands of the commands that are about one cell
   */
  inProse(text: string, cell?: readonly [model: string, runtime: string]): string;
}

/** For the person who accepts a cell to fill in. */
export const REASON = '--reason "…"';

/** The places where these are found without being named. */
const USUAL = { config: 'portability.yml', baseline: 'portability.lock.json' } as const;
/** Commands that read the configuration, and those that read the baseline as well. */
const WITH_CONFIG = ['run', 'plan', 'check', 'record', 'probe', 'mutate', 'approve', 'explain', 'locate', 'convert'];
const WITH_BASELINE = ['run', 'approve', 'explain', 'locate'];

/**
 * @param started how the reader has just started the program, in its folder: on a terminal; null elsewhere
 */
export function commandLineOf({ tool, run }: Pick<Results, 'tool' | 'run'>, started: string | null): CommandLine {
  const program = started ?? byNpx(tool.version);
  const folder = started === null ? run?.folder : undefined;
  const place = folder === undefined ? '' : `cd ${shellQuote(folder)} && `;
  const whole = (verb: string, rest: string) =>
    `${place}${program} ${[verb, ...settingsOf(run, verb), rest].filter((part) => part !== '').join(' ')}`;
  const shown = [folder, run?.config, run?.baseline].every((word) => word == null || showsUnchanged(word));
  const of: CommandLine['of'] = (verb, operands, options = '') => {
    if (!shown || !operands.every(showsUnchanged)) return null;
    return whole(verb, [options, operandsText(operands)].filter((part) => part !== '').join(' '));
  };
  const asCode: CommandLine['asCode'] = (...words) => {
    const command = of(...words);
    return command === null || command.includes('`') || !copiesUnchanged(command) ? null : `\`${command}\``;
  };
  return {
    of,
    asCode,
    inProse(text, cell) {
      return text.replace(/`portability ([a-z]+)(?: ([^`]*))?`/g, (written, verb: string, rest = '') => {
        const bare = rest === '' && cell !== undefined;
        const command =
          bare && verb === 'explain'
            ? asCode(verb, cell)
            : bare && verb === 'approve'
              ? asCode(verb, cell, REASON)
              : asCode(verb, [], rest);
        return command ?? written;
      });
    },
  };
}

function settingsOf(run: RunOfResults | undefined, verb: string): readonly string[] {
  const config = run?.config ?? USUAL.config;
  const baseline = run?.baseline ?? USUAL.baseline;
  return [
    ...(config !== USUAL.config && WITH_CONFIG.includes(verb) ? ['--config', shellQuote(config)] : []),
    ...(baseline !== USUAL.baseline && WITH_BASELINE.includes(verb) ? ['--baseline', shellQuote(baseline)] : []),
  ];
}
