import { assertNever } from '../errors.js';
import type { CommentMode } from '../host/inputs.js';

/**
 * Whether to create a comment where there is none. An existing comment is updated in every mode except `never`: a red
 * comment on a pull request that has turned green is misleading, and an edit notifies nobody.
 *
 * - `always`: yes.
 * - `on-change` (the default): when the gate does not pass, or when the pull request changes a model: its author wants to
 *   see the row; other pull requests stay quiet.
 * - `on-failure`: when the gate does not pass.
 */
export function commentDue(mode: CommentMode, passed: boolean): 'yes' | 'no' | 'if-models-change' {
  switch (mode) {
    case 'always':
      return 'yes';
    case 'on-change':
      return passed ? 'if-models-change' : 'yes';
    case 'on-failure':
      return passed ? 'no' : 'yes';
    case 'never':
      return 'no';
    default:
      return assertNever(mode);
  }
}

/**
 * Whether one of the files is one of the paths, or is inside a folder that is.
 * @param paths files and folders, with `/` and without one at the end
 */
export async function touchesAny(files: AsyncIterable<string>, paths: readonly string[]): Promise<boolean> {
  for await (const file of files) if (paths.some((path) => file === path || file.startsWith(`${path}/`))) return true;
  return false;
}
