import { stringify } from 'yaml';
import { plainLine } from '../host/plain-text.js';
import { formatBytes } from '../number-format.js';
import { CONFIG_SCHEMA, DOCUMENTATION } from '../published.js';
import type { ChosenRuntime, RuntimeChoice } from './choose-runtimes.js';
import type { FormGroup, FurtherForm } from './group-forms.js';

/** A model that cannot be judged yet, with the reason and what to do. */
export interface WaitingModel {
  readonly group: FormGroup;
  readonly why: string;
}

export interface ConfigDraft {
  readonly choice: RuntimeChoice;
  /** Rows, in this order. */
  readonly groups: readonly FormGroup[];
  /** Left out of the rows, as comments. */
  readonly waiting: readonly WaitingModel[];
  /** Platforms of a matrix over several jobs; one job when empty. */
  readonly platforms: readonly string[];
}

/** The configuration for what is committed, with comments that say what each line is for. */
export function configText({ choice, groups, waiting, platforms }: ConfigDraft): string {
  const listed = waiting.length > 0 || groups.some(({ further, namesake }) => further.length > 0 || namesake !== null);
  return [
    `# yaml-language-server: $schema=${CONFIG_SCHEMA}`,
    `# Every key: ${DOCUMENTATION}/configuration.md`,
    ...(platforms.length === 0 ? [] : [`platforms: ${flow(platforms)}`]),
    'runtimes: # the columns of the matrix',
    ...choice.columns.map((column) => `  - ${entryOf(column)} # ${aboutColumn(column)}`),
    ...moreLines(choice),
    `  # All runtimes and conversions: ${DOCUMENTATION}/compatibility.md`,
    ...(listed ? modelLines(groups, waiting) : ['# Without `models:` every committed model is a row.']),
    '',
  ].join('\n');
}

/** It runs committed files only: what is not read is not converted until somebody asks for it. */
function entryOf({ runtime, elsewhere, readsAll }: ChosenRuntime): string {
  const about = {
    ...(elsewhere.length > 0 && { platforms: elsewhere }),
    ...(!readsAll && { convert: false }),
  };
  return flow(Object.keys(about).length === 0 ? runtime.id : { use: runtime.id, ...about });
}

function aboutColumn({ runtime, formats, downloadBytes }: ChosenRuntime): string {
  return `reads ${formats.join(' and ')}; ${costOf(downloadBytes)}${runtime.browser ? '; needs a browser' : ''}`;
}

function costOf(downloadBytes: number | null): string {
  if (downloadBytes === null) return 'download not measured';
  return downloadBytes === 0 ? 'part of the gate' : `downloads ${formatBytes(downloadBytes)}`;
}

function moreLines({ columns, more, converted }: RuntimeChoice): string[] {
  const alone = [...new Set(converted.map(({ from }) => from))].join(' and ');
  return [
    ...(columns.some(({ readsAll }) => !readsAll)
      ? [
          '  # `convert: false`: runs committed files only. Without it, the other models are converted for that runtime.',
        ]
      : []),
    ...(more.length === 0 ? [] : ['  # Add those that you deploy to:']),
    ...more.map((one) => `  # - ${entryOf(one)} # ${aboutColumn(one)}`),
    ...(converted.length === 0
      ? []
      : [`  # One runtime alone reads ${alone}. Others, for which the models are converted:`]),
    ...converted.map(
      ({ runtime, from, downloadBytes }) => `  # - ${runtime.id} # converted from ${from}; ${costOf(downloadBytes)}`,
    ),
  ];
}

function modelLines(groups: readonly FormGroup[], waiting: readonly WaitingModel[]): string[] {
  return [
    ...(groups.length === 0
      ? ['# models: # the rows of the matrix; none can be judged yet']
      : ['models: # the rows of the matrix; a model that is committed later is one when it is listed here']),
    ...groups.flatMap(groupLines),
    ...waiting.flatMap(({ group, why }) => [
      `  # ${plainLine(group.first.path, 200)} waits: ${plainLine(why, 500)}`,
      ...groupLines(group).map((line) => line.replace(/^ {2}/, '  # ')),
    ]),
  ];
}

function groupLines({ first, further, namesake }: FormGroup): string[] {
  const apart = namesake === null ? '' : ` # not a form of ${plainLine(namesake, 200)}: other inputs or outputs`;
  if (further.length === 0) return [`  - path: ${flow(first.path)}${apart}`];
  return ['  - forms:', `      - ${flow(first.path)}`, ...further.map((form) => `      - ${formText(form)}`)];
}

function formText({ form, names, extra, layouts, precision, sure }: FurtherForm): string {
  const about = {
    ...((Object.keys(names).length > 0 || extra.length > 0) && {
      names: { ...names, ...(extra.length > 0 && { extra }) },
    }),
    ...(Object.keys(layouts).length > 0 && { layouts }),
    ...(precision !== null && { precision }),
  };
  const text = Object.keys(about).length === 0 ? flow(form.path) : flow({ path: form.path, ...about });
  return sure ? text : `${text} # paired by types and order: check it`;
}

/** A value on one line of YAML. */
function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd();
}
