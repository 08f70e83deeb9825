import { apiError } from './api-error.js';
import type { Comment, PullRequestApi } from './pull-request-api.js';

/** The account behind `github.token`, when the token's own user cannot be queried. */
const WORKFLOW_BOT = 'github-actions[bot]';
/**
 * Longest body in UTF-8 bytes. GitHub's limit is 65,536 characters; the margin is for a host that counts
 * differently, and the second size for one that allows less.
 */
const LONG = 60_000;
const SHORT = 30_000;

export interface StickyComment {
  /** The hidden line that the text starts with; each gate has its own. */
  readonly marker: string;
  /** Marker of a comment that this one takes the place of, where it has none yet. */
  readonly replaces?: string | undefined;
  /** Whether to make the comment; asked only when there is none. */
  due(): Promise<boolean>;
  /** Why the comment has to stay as it is, or why there must be none from this run; null when it may be written. */
  reasonToKeep(existing: string | null): Promise<string | null>;
  /** Waits until other jobs that are about to write have written. */
  settle(): Promise<void>;
  /** The comment's text, marker and all, at most `budget` UTF-8 bytes long. */
  markdown(budget: number): string;
}

export type StickyOutcome =
  | { readonly kind: 'created' | 'edited' | 'unchanged'; readonly url: string }
  | { readonly kind: 'not-due' }
  | { readonly kind: 'kept'; readonly reason: string };

type Written =
  | { readonly kind: 'created' | 'edited'; readonly url: string; readonly body: string }
  | { readonly kind: 'unchanged'; readonly url: string }
  | Exclude<StickyOutcome, { readonly url: string }>;

/**
 * Updates the gate's one comment on a pull request: created once, edited afterwards, unchanged when its text is already
 * right. It is recognised by its marker and by its author, the token's own user: anybody can write the marker. What was
 * written is looked at again, because another job may have read the comments before and written after it: of two that were
 * made the older one stays, and whoever may speak over the other does.
 * @throws what the API rejects with
 */
export async function stickyComment(api: PullRequestApi, comment: StickyComment): Promise<StickyOutcome> {
  const first = await bringUpToDate(api, comment).catch((error: unknown) => {
    // Somebody has deleted it meanwhile, or the token sees nothing at all, which it then hears again.
    if (apiError(error, 0).status !== 404) throw error;
    return bringUpToDate(api, comment);
  });
  if (first.kind !== 'created' && first.kind !== 'edited') return first;
  await comment.settle();
  // It is written: a look that fails changes nothing about that.
  const again = await bringUpToDate(api, comment, first.body).catch(() => first);
  return again.kind === 'unchanged' || again.kind === 'not-due' ? first : again;
}

/** @param written what this run has made of it already */
async function bringUpToDate(api: PullRequestApi, comment: StickyComment, written?: string): Promise<Written> {
  const [existing, ...doubles] = await existingComments(api, comment);
  if (existing === undefined) {
    if (!(await comment.due())) return { kind: 'not-due' };
    const reason = await comment.reasonToKeep(null);
    if (reason !== null) return { kind: 'kept', reason };
    return shrinking(comment, async (body) => ({ kind: 'created', url: (await api.createComment(body)).url, body }));
  }
  const { id, url } = existing;
  const isRight = (body: string) => sameText(existing.body, body);
  const outcome = async (): Promise<Written> => {
    if (written !== undefined && isRight(written)) return { kind: 'unchanged', url };
    const reason = await comment.reasonToKeep(existing.body);
    if (reason !== null) return { kind: 'kept', reason };
    return shrinking(comment, async (body) => {
      if (isRight(body)) return { kind: 'unchanged', url };
      await api.updateComment(id, body);
      return { kind: 'edited', url, body };
    });
  };
  const done = await outcome();
  for (const double of doubles) await api.deleteComment(double.id).catch(() => {});
  return done;
}

async function existingComments(api: PullRequestApi, { marker, replaces }: StickyComment): Promise<Comment[]> {
  const own = await ownComments(api, marker);
  return own.length > 0 || replaces === undefined ? own : ownComments(api, replaces);
}

/** The comments that start with the marker and are ours, oldest first. The viewer is queried only when there is a candidate. */
export async function ownComments(api: PullRequestApi, mark: string): Promise<Comment[]> {
  const own: Comment[] = [];
  let viewer: string | undefined;
  for await (const candidate of api.comments()) {
    if (!normalised(candidate.body).startsWith(mark)) continue;
    viewer ??= await api.viewer().catch(() => WORKFLOW_BOT);
    if (isBy(candidate, viewer)) own.push(candidate);
  }
  return own;
}

/** A bot's login ends in `[bot]`, which no person's can; GraphQL has been seen to leave it out. */
function isBy({ author }: Comment, viewer: string): boolean {
  if (author === null) return false;
  return author.isBot
    ? author.login.replace(/\[bot\]$/, '') === viewer.replace(/\[bot\]$/, '')
    : author.login === viewer;
}

/** Writes the long text, or the short one when GitHub says that the first is too long. */
async function shrinking<T>(comment: StickyComment, write: (body: string) => Promise<T>): Promise<T> {
  const attempt = (bytes: number) => {
    const body = comment.markdown(bytes);
    if (!body.startsWith(comment.marker)) throw new Error('the comment does not start with its marker');
    return write(body);
  };
  try {
    return await attempt(LONG);
  } catch (error) {
    const { status, message } = apiError(error, 0);
    if (status !== 422 || !/too long/i.test(message)) throw error;
    return attempt(SHORT);
  }
}

/** GitHub stores line ends as it likes and trims the end. */
function sameText(stored: string, body: string): boolean {
  return normalised(stored) === normalised(body);
}

function normalised(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
