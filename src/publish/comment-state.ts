import type { Results } from '../results/schema.js';

/** What a run leaves in its comment for the runs that follow. */
export interface CommentState {
  /** The head of the pull request that was judged. */
  readonly commit: string;
  readonly run: number;
  readonly attempt: number;
  readonly verdict: Results['verdict'];
}

const FORM = /state\/([0-9a-f]*)\/(\d+)\/(\d+)\/(pass|fail|error)(?= )/;

/** As a key of a hidden line. */
export function stateKey({ commit, run, attempt, verdict }: CommentState): string {
  return `state/${commit.replace(/[^0-9a-f]/g, '')}/${run}/${attempt}/${verdict}`;
}

/** The state in the second line of a comment; null when it has none. */
export function stateIn(body: string): CommentState | null {
  const [, line = ''] = body.split('\n', 2);
  const [, commit, run, attempt, verdict] = FORM.exec(line) ?? [];
  if (commit === undefined) return null;
  return { commit, run: Number(run), attempt: Number(attempt), verdict: verdict as CommentState['verdict'] };
}

/**
 * Why a comment must stay as it is; null when it may be replaced. An older run never speaks over a newer commit, and of one
 * attempt of one run, what passes never over what fails: two jobs then share a comment.
 * @param head the newest commit of the pull request; null when it is not known
 */
export function reasonToKeep(existing: CommentState | null, own: CommentState, head: string | null): string | null {
  if (head !== null && own.commit !== '' && head !== own.commit)
    return `the pull request has a newer commit, ${head.slice(0, 7)}, whose run reports`;
  if (existing === null) return null;
  if (head === null && existing.commit !== own.commit && existing.run > own.run)
    return `a newer run has reported on ${existing.commit.slice(0, 7)}`;
  const same = existing.commit === own.commit && existing.run === own.run && existing.attempt === own.attempt;
  if (same && existing.verdict !== 'pass' && own.verdict === 'pass')
    return 'another step of this run that does not pass has the same comment: give each a `comment-key`';
  const newer = existing.run > own.run || (existing.run === own.run && existing.attempt > own.attempt);
  if (existing.commit === own.commit && newer && own.verdict === 'pass')
    return 'a newer run has reported on this commit';
  return null;
}
