import { plainLine } from '../host/plain-text.js';
import { formatBytes, formatCount } from '../number-format.js';
import { byNpx } from '../own-program.js';
import { shellQuote } from '../paste-command.js';
import { VERSION } from '../version.js';
import type { InitFile, InitResult } from './init-result.js';

/** How a command begins that runs the same release wherever it is pasted. */
const NPX = byNpx(VERSION);

/** What was written, what was there already, which models wait for something, and what to do next. */
export function initText(result: InitResult, dryRun: boolean): string {
  const { files, models, waiting } = result;
  if (files.length === 0) return noModels(result);
  const lines = [
    ...files.map((file) => aboutFile(file, dryRun)),
    ...waiting.map(({ group, why }) => `waits  ${plainLine(group.first.path, 200)}: ${plainLine(why, 500)}`),
    ...aboutUnseen(result),
    ...(models === 0
      ? ['', 'Next: mend what is said above; then uncomment the models in portability.yml.']
      : ['', 'Next:', ...nextSteps(result).map((step, index) => `  ${index + 1}. ${step}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** The files as they would be written, for --dry-run. */
export function filesText(files: readonly InitFile[]): string {
  return files
    .filter(({ instead }) => instead === null)
    .map(({ path, text }) => `==> ${path}\n${text}\n`)
    .join('');
}

function aboutFile({ path, instead }: InitFile, dryRun: boolean): string {
  if (instead === null) return `${dryRun ? 'would write' : 'wrote '} ${path}`;
  return instead === path ? `kept   ${path}: it is there already` : `kept   ${instead}: it does what ${path} would do`;
}

function aboutUnseen({ unseen }: Pick<InitResult, 'unseen'>): string[] {
  return unseen.map(({ paths, why, next }) => {
    const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : '';
    return `unseen ${paths
      .slice(0, SHOWN)
      .map((path) => plainLine(path, 200))
      .join(', ')}${more}: ${why}; ${next}`;
  });
}

const SHOWN = 3;

function nextSteps({ files, models, waiting, downloadBytes }: InitResult): string[] {
  const cost = downloadBytes === 0 ? 'downloads nothing' : `the first time it downloads ${formatBytes(downloadBytes)}`;
  const written = files.flatMap(({ path, instead }) => (instead === null ? [path] : []));
  return [
    models === null
      ? `${NPX} check — what is wrong with the configuration that is there`
      : `${NPX} run — the gate over ${formatCount(models, 'model')} on this machine; ${cost}`,
    ...(written.length === 0 ? [] : [`git add ${written.map(shellQuote).join(' ')}, commit, and open a pull request`]),
    `${NPX} record — golden cases to commit, for models whose inputs are made up so far`,
    'require the job in the rules of your branch, so that a red cell blocks the merge',
    ...(waiting.length === 0 ? [] : ['mend what waits above, and uncomment it in portability.yml']),
  ];
}

function noModels(result: InitResult): string {
  return [
    'No committed file below this folder is a model that the gate can read, so nothing was written.',
    ...aboutUnseen(result),
    '',
    'Next: `git add` a model, then run `portability init` again; `portability list` shows the formats.',
    'A model that is code is named in a portability.yml of yours, with its golden inputs in golden/<id>/:',
    '  runtimes: [pytorch, onnxruntime-node]',
    '  models:',
    '    - id: detector',
    '      forms: [{ module: src/net.py:Net, weights: weights/net.safetensors }]',
    '',
  ].join('\n');
}
