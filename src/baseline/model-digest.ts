import { createHash } from 'node:crypto';

/**
 * Identifies a version of a model: the SHA-256 of its only form. For several forms it is the SHA-256 of theirs as lines of
 * text, because a change of any of them may change what a runtime computes.
 */
export function modelDigest({ forms }: { readonly forms: readonly { readonly sha256: string }[] }): string {
  const [first, ...others] = forms.map(({ sha256 }) => sha256);
  if (first === undefined) throw new Error('a model has at least one form');
  if (others.length === 0) return first;
  return createHash('sha256')
    .update([first, ...others].map((digest) => `${digest}\n`).join(''))
    .digest('hex');
}
