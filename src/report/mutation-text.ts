import { createColors } from 'picocolors';
import { stringify } from 'yaml';
import { explain } from '../errors.js';
import { plainText } from '../host/plain-text.js';
import { type Advice, type Counts, type MutationStudy, type NoStudy, scoreOf } from '../mutate/mutation-study.js';
import { formatCount } from '../number-format.js';
import { table, wrap } from './terminal-table.js';

export interface TextOptions {
  readonly colour: boolean;
  readonly columns: number;
  /** Names of mutants as well. */
  readonly verbose: boolean;
}

/** The studies for a terminal. */
export function mutationText(studies: readonly (MutationStudy | NoStudy)[], options: TextOptions): string {
  return `${studies.map((study) => ('fault' in study ? faultText(study, options) : studyText(study, options))).join('\n\n')}\n`;
}

function faultText({ model, fault }: NoStudy, { colour }: TextOptions): string {
  return createColors(colour).red(plainText(explain({ where: model, ...fault })));
}

function studyText(study: MutationStudy, options: TextOptions): string {
  const colours = createColors(options.colour);
  const { counts } = study;
  const cases = study.goldens === 'synthetic' ? 'synthetic inputs' : formatCount(study.cases, 'golden case');
  const paint =
    study.score === null
      ? colours.dim
      : study.score >= 0.9
        ? colours.green
        : study.score >= 0.6
          ? colours.yellow
          : colours.red;
  return [
    `${colours.bold(plainText(study.model))}  ${paint(percent(study.score))}  ${caughtOf(counts)} by ${cases}`,
    ...sideCounts(counts).map((text) => colours.dim(text)),
    '',
    kindTable(study, colours),
    '',
    outputTable(study, colours),
    ...survivorLines(study, options),
    ...adviceLines(study, options.columns),
  ].join('\n');
}

/** `86%`; a dash when there was nothing to catch. */
function percent(score: number | null): string {
  // Never 100% with a survivor.
  return score === null ? '–' : `${Math.floor(score * 100)}%`;
}

function caughtOf({ caught, survived }: Counts): string {
  return `${caught} of ${formatCount(caught + survived, 'mutant')} caught`;
}

function sideCounts({ equivalent, notLoaded, notRun }: Counts): string[] {
  const parts = [
    equivalent > 0 ? `${equivalent} have no visible effect on any input tried` : '',
    notLoaded > 0 ? `${notLoaded} did not run` : '',
    notRun > 0 ? `${notRun} not tried in time: raise --seconds` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? [] : [`left out: ${parts.join(', ')}`];
}

type Colours = ReturnType<typeof createColors>;

function kindTable({ kinds }: MutationStudy, { dim }: Colours): string {
  const columns = [
    { heading: 'fault' },
    { heading: 'caught', right: true },
    { heading: 'survived', right: true },
    { heading: 'invisible', right: true },
  ];
  const rows = kinds.map(({ title, caught, survived, equivalent }) => row(title, caught, survived, equivalent));
  return table(columns, rows).text(dim);
}

function outputTable({ outputs }: MutationStudy, { dim }: Colours): string {
  const columns = [
    { heading: 'output' },
    { heading: 'score', right: true },
    { heading: 'caught', right: true },
    { heading: 'survived', right: true },
    { heading: 'unmoved', right: true },
  ];
  const rows = outputs.map(({ name, caught, survived, equivalent }) => {
    const [first, ...others] = row(plainText(name), caught, survived, equivalent);
    return [first ?? { text: '' }, { text: percent(scoreOf({ caught, survived })) }, ...others];
  });
  return table(columns, rows).text(dim);
}

function row(name: string, ...counts: readonly number[]) {
  return [{ text: name }, ...counts.map((count) => ({ text: count === 0 ? '·' : String(count) }))];
}

function survivorLines({ mutants }: MutationStudy, { verbose, columns }: TextOptions): string[] {
  const survivors = mutants.filter(({ fate }) => fate === 'survived');
  if (!verbose || survivors.length === 0) return [];
  const lines = survivors.map(({ kind, where, caughtBy }) => {
    const by = caughtBy.length === 0 ? 'no input tried' : caughtBy.join(', ');
    return wrap(plainText(`  ${kind}: ${where} (caught by: ${by})`), columns, '    ');
  });
  return ['', 'survivors', ...lines];
}

function adviceLines({ advice, goldens, counts, model, tried }: MutationStudy, columns: number): string[] {
  if (counts.survived === 0) return [];
  if (advice.length === 0)
    return [
      '',
      wrap(
        tried === 0
          ? 'No other inputs could be synthesised or tried in time: real data may catch the survivors.'
          : 'No other input that was tried catches a survivor: the survivors move the outputs by less than the tolerance.',
        columns,
        '',
      ),
    ];
  const add =
    goldens === 'committed'
      ? `Run portability mutate ${model} --record to add them as golden cases, with the reference's outputs.`
      : 'Add one of them to the configuration of the model, or use --record to write golden cases from the current inputs and from these.';
  return [
    '',
    ...advice.map((one, index) => adviceText(one, index, counts.survived)),
    wrap(plainText(add), columns, ''),
  ];
}

function adviceText({ name, inputs, catches }: Advice, index: number, survived: number): string {
  const which = index === 0 ? `of ${formatCount(survived, 'survivor')}` : 'more';
  const line = stringify({ inputs }, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  return plainText(`inputs "${name}" catch ${catches} ${which}:\n  ${line.slice(1, -1).trim()}`);
}
