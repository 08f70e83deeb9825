import { posix } from 'node:path';
import type { ModelEntry } from '../config/schema.js';
import type { Explanation } from '../errors.js';
import { TFJS_FILE } from '../formats/tfjs/tfjs-model.js';
import type { Candidate } from './candidate.js';
import { isFolder } from './folder-form.js';

/**
 * The default id is the path without extension or, in formats whose files all have the same name, the path of the
 * folder; where two would be equal, they keep the extension.
 */
export function uniqueIds(
  root: string,
  candidates: readonly Candidate[],
  note: (mistake: Explanation, entry: ModelEntry) => void,
): (Candidate & { readonly id: string })[] {
  const stem = (path: string) => {
    if (isFolder(root, path)) return path;
    const { dir, base, name } = posix.parse(path);
    if (base === TFJS_FILE && dir !== '') return dir;
    // Ids become paths of golden folders.
    return name === '.' || name === '..' ? path : posix.join(dir, name);
  };
  const stems = candidates.map(({ id, forms }) => id ?? stem(forms[0]?.path ?? ''));
  const named = candidates.map((candidate, index) => {
    const short = stems[index] ?? '';
    const id =
      candidate.id ??
      (stems.filter((other) => other === short).length > 1 ? (candidate.forms[0]?.path ?? short) : short);
    return { ...candidate, id };
  });
  const seen = new Set<string>();
  for (const { id, entry } of named) {
    if (seen.has(id))
      note(
        { what: `two models have the id ${JSON.stringify(id)}`, where: 'models', next: 'give each an `id` of its own' },
        entry,
      );
    seen.add(id);
  }
  return named;
}
