import { inlineCommand } from '../paste-command.js';
import { NO_TIME, NOT_BEGUN } from '../results/located-schema.js';
import {
  causeInWords,
  certaintyInWords,
  flatInWords,
  operatorInWords,
  ratiosInWords,
} from '../results/located-words.js';
import type { ResultCell } from '../results/schema.js';

/** What a search left open for want of time, with the command that goes on, as a sentence; else empty. */
export function searchLeftOpen({ located, unlocated, model, runtime }: ResultCell): string {
  const command = inlineCommand('locate', [model, runtime]);
  if (unlocated === NOT_BEGUN || unlocated === NO_TIME)
    return `At which operator it begins is not known, as ${unlocated}: ${command} searches it.`;
  return located?.unfinished === true
    ? `There may be more to find, as ${NO_TIME}: ${command} searches to the end.`
    : '';
}

/** Where the numbers begin to differ, as a sentence; empty where that was not found. */
export function locatedEvidence({ located }: ResultCell): string {
  const [first] = located?.operators ?? [];
  if (located === undefined || first === undefined) return '';
  const flat = flatInWords(located);
  if (flat !== null) return `${flat.charAt(0).toUpperCase()}${flat.slice(1)}.`;
  if (located.against !== null)
    return `Beside ${located.against}, it first differs at ${operatorInWords(first, located)}: ${ratiosInWords(first)}.`;
  const as = first.replay === undefined ? null : causeInWords(first.replay);
  const cause = as === null ? '' : `, computed ${as}`;
  return `It begins at ${operatorInWords(first, located)}: ${ratiosInWords(first)}; ${certaintyInWords(first, located)}${cause}.`;
}
