import type { FileDifference } from '../results/difference-schema.js';
import type { ResultCell } from '../results/schema.js';

/** Causes for which a difference between two files is evidence; a fault of a runtime is none of the files'. */
const OF_FILES: readonly string[] = [
  'all-nan',
  'constant-offset',
  'conversion-drifts',
  'different-structure',
  'drift',
  'extra-outputs',
  'form-drifts',
  'forms-disagree',
  'last-hop-drifts',
  'nan-mismatch',
  'scaled-output',
  'swapped-outputs',
];

/** Causes that goldens of an earlier file have as well: then every runtime is apart from them. */
const OF_GOLDENS: readonly string[] = ['columns-disagree', 'reference-is-odd', 'shared-fault'];

/** Changes that a sentence names. */
const MOST_NAMED = 3;

/** What differs between two files of the model, as a sentence; empty where that does not matter to a cause. */
export function differenceInWords({ difference }: ResultCell, cause: string): string {
  if (difference === undefined) return '';
  if (!OF_FILES.includes(cause) && !(difference.kind === 'goldens' && OF_GOLDENS.includes(cause))) return '';
  // What a converter changes is usually right: it is told only where the conversion is known to be wrong.
  if (difference.kind === 'conversion' && cause !== 'conversion-drifts') return '';
  const { unknown } = difference;
  if (unknown !== undefined && difference.kind !== 'goldens') return '';
  return unknown === undefined
    ? `${introduction(difference)}: ${changesInWords(difference)}.`
    : `${introduction(difference)}.`;
}

function introduction({ kind, from, to, unknown }: FileDifference): string {
  if (kind !== 'goldens') return `From ${from} to ${to}`;
  return unknown === undefined
    ? `The goldens were recorded with an earlier ${to}; since then`
    : `The goldens were recorded with another ${to} than the present one`;
}

function changesInWords({ changes, more }: FileDifference): string {
  const rest = changes.length - MOST_NAMED + more;
  const named = changes.slice(0, MOST_NAMED).map(({ text }) => text);
  return [...named, ...(rest > 0 ? [`${rest} more ${rest === 1 ? 'change' : 'changes'}`] : [])].join('; ');
}
