import { plainText } from '../host/plain-text.js';
import type { ModelDiff } from '../model-diff/diff-models.js';
import { formatCount } from '../number-format.js';

/** What has changed between two models, a line each, with the first places below. */
export function modelDiffText({ changes, more }: ModelDiff): string {
  if (changes.length === 0) return 'no difference\n';
  const lines = changes.flatMap(({ text, count, places }) => {
    const rest = count - places.length;
    const listed = [...places, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
    return count <= NAMED_IN_TEXT ? [text] : [text, `  ${listed}`];
  });
  return `${plainText([...lines, ...(more === 0 ? [] : [`and ${formatCount(more, 'more change')}`])].join('\n'))}\n`;
}

/** So few places are in the sentence itself. */
const NAMED_IN_TEXT = 2;
