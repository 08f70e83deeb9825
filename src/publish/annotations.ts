import * as core from '@actions/core';
import { cutProse } from '../cut-prose.js';
import { plainLine } from '../host/plain-text.js';
import { formatCount } from '../number-format.js';
import type { Finding } from '../report/finding.js';
import { viewOf } from '../report/view.js';
import type { Results } from '../results/schema.js';
import { placeOf, type SourcePlace, type SourceTexts } from './finding-place.js';
import { fromRoot } from './from-root.js';

/** The runner shows ten errors of a step. */
const MOST = 10;
const SHOWN_NAMES = 3;

export interface Annotation extends Partial<SourcePlace> {
  readonly title: string;
  readonly message: string;
}

/**
 * One annotation for each finding; at most ten, of which the last then says how many are left out. Of a run that stopped,
 * one for each thing that is wrong with the config comes first.
 * @param folder the working directory as a path from the repository's root, '' for the root itself
 */
export function annotationsOf(results: Results, sources: SourceTexts, folder: string): readonly Annotation[] {
  const { stopped } = results;
  const { findings } = viewOf(results);
  const ofCells = stopped === undefined ? findings : findings.filter(({ cells }) => cells.length > 0);
  const all = [
    ...(stopped === undefined ? [] : ofStop(stopped, folder)),
    ...ofCells.map((finding) => ofFinding(finding, results, sources, folder)),
  ];
  if (all.length <= MOST) return all;
  const missing = all.length - (MOST - 1);
  const last = {
    title: `Portability: ${formatCount(missing, 'more finding')}`,
    message: 'The job summary lists all of them.',
  };
  return [...all.slice(0, MOST - 1), last];
}

function ofFinding(finding: Finding, { models }: Results, sources: SourceTexts, folder: string): Annotation {
  const subject = finding.models.length === 0 ? '' : `${list(finding.models)} on ${list(finding.runtimes)}: `;
  const parts = [finding.finding, finding.evidence, finding.fix].filter((part) => part !== '');
  return {
    ...placeOf(finding, models, sources, folder),
    title: plainLine(`Portability: ${subject}${finding.finding}`, 200),
    message: parts.map(messageLine).join('\n'),
  };
}

/** Half a command is never shown: it would be pasted. */
function messageLine(text: string): string {
  return cutProse(plainLine(text), 500);
}

function list(names: readonly string[]): string {
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  return `${names.slice(0, SHOWN_NAMES).join(', ')}${more}`;
}

const WITH_LINE = /^(?<file>[^\n:]+):(?<line>\d+)$/;
const LINE_BEFORE_TEXT = /^(?<file>[^\n:]+):(?<line>\d+): (?<text>.*)$/;

/** A message has the first problem with its place apart, and the others in lines with theirs. */
function ofStop({ where, what, why, next }: NonNullable<Results['stopped']>, folder: string): readonly Annotation[] {
  const [first = '', ...others] = what.split('\n');
  const place = WITH_LINE.exec(where ?? '')?.groups;
  const title = 'Portability: the run stopped';
  const rest = [why, next].filter((part) => part !== undefined).map(messageLine);
  const at = ({ file = '', line = '' }: Readonly<Record<string, string>>) => ({
    file: fromRoot(folder, file),
    line: Number(line),
  });
  const text = place === undefined && where !== undefined ? `${where}: ${first}` : first;
  return [
    {
      ...(place === undefined ? {} : at(place)),
      title,
      message: [messageLine(text), ...rest].join('\n'),
    },
    ...others.map((line): Annotation => {
      const found = LINE_BEFORE_TEXT.exec(line)?.groups;
      return { ...(found === undefined ? {} : at(found)), title, message: messageLine(found?.text ?? line) };
    }),
  ];
}

/** Prints the annotations; @actions/core escapes message, title and path. */
export function annotate(annotations: readonly Annotation[]): void {
  for (const { file, line, title, message } of annotations)
    core.error(message, {
      title,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { startLine: line }),
    });
}
