import { assertNever } from '../errors.js';
import type { CommentMode } from '../host/inputs.js';

/**
 * Whether a comment is made where there is none. A comment that exists is brought up to date in every mode but `never`:
 * a red comment on a pull request that has turned green is a lie, and an edit notifies nobody.
 *
 * - `always`: yes.
 * - `on-change` (the default): when the gate does not pass, or when the results differ from the baseline's last known
 *   ones. A pull request on which everything is as before stays quiet.
 * - `on-failure`: when the gate does not pass.
 */
export function isCommentDue(
  mode: CommentMode,
  news: { readonly passed: boolean; readonly changed: boolean },
): boolean {
  switch (mode) {
    case 'always':
      return true;
    case 'on-change':
      return !news.passed || news.changed;
    case 'on-failure':
      return !news.passed;
    case 'never':
      return false;
    default:
      return assertNever(mode);
  }
}
