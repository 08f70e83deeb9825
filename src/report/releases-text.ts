/** Which releases of a runtime pass and which drift, for a terminal. */
import type { FoundReleases, ReleaseChange, ReleaseOutcome } from '../locate/bisect-releases.js';

export function releasesText(found: FoundReleases): string {
  const { model, runtime, package: name, current, tried, changes } = found;
  const now = outcomeOf(current, found);
  const width = Math.max(...tried.map(({ release }) => release.length));
  return [
    `${model} on ${runtime}: ${name} ${current} ${now === undefined ? 'was not tried' : inWords(now)}`,
    '',
    ...tried.map(({ release, outcome }) => `  ${release.padEnd(width)}  ${inWords(outcome)}`),
    '',
    ...(changes.length === 0 ? [agreeing(found)] : changes.map(changeInWords)),
    ...next(found),
    '',
  ].join('\n');
}

function inWords(outcome: ReleaseOutcome): string {
  if (outcome.state === 'unknown') return `gives no answer: ${outcome.why}`;
  return outcome.state === 'pass' ? 'passes' : 'drifts';
}

function changeInWords({ last, first, became, unknown }: ReleaseChange): string {
  const [before, after] = became === 'drift' ? ['passes', 'drifts'] : ['drifts', 'passes'];
  const doubt =
    unknown.length === 0
      ? ''
      : `; between the two, ${unknown.join(', ')} ${unknown.length === 1 ? 'gives' : 'give'} no answer`;
  return `${last} ${before}, and ${first} is the first release that ${after}${doubt}.`;
}

function agreeing({ tried }: FoundReleases): string {
  const answers = tried.filter(({ outcome }) => outcome.state !== 'unknown');
  if (answers.length === 0) return 'No release gives an answer.';
  if (answers.length === 1) return 'No other release gives an answer.';
  return 'All that give an answer agree. A fault that came and went between two of them would not be found.';
}

/** The nearest release that passes, for a column that drifts. */
function next(found: FoundReleases): string[] {
  if (outcomeOf(found.current, found)?.state !== 'drift') return [];
  const [change] = found.changes.toReversed();
  const passing = change?.became === 'pass' ? change.first : change?.last;
  if (passing === undefined) return [];
  return [
    '',
    `Next: set \`version: ${passing}\` on the column ${found.runtime}, and report both releases to the project.`,
  ];
}

function outcomeOf(wanted: string, { tried }: FoundReleases): ReleaseOutcome | undefined {
  return tried.find(({ release }) => release === wanted)?.outcome;
}
