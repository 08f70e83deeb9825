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
  /** Whether to make the comment; asked only when there is none. */
  due(): Promise<boolean>;
  /** Why the comment has to stay as it is, or why there must be none from this run; null when it may be written. */
  reasonToKeep(existing: string | null): Promise<string | null>;
  /** The comment's text, marker and all, at most `budget` UTF-8 bytes long. */
  markdown(budget: number): string;
}

export type StickyOutcome =
  | { readonly kind: 'created' | 'edited' | 'unchanged'; readonly url: string }
  | { readonly kind: 'not-due' }
  | { readonly kind: 'kept'; readonly reason: string };

/**
 * Updates the gate's one comment on a pull request: created once, edited afterwards, unchanged when its text is already
 * right. It is recognised by its marker and by its author, the token's own user: anybody can write the marker.
 * @throws what the API rejects with
 */
export async function stickyComment(api: PullRequestApi, comment: StickyComment): Promise<StickyOutcome> {
  const existing = await findOwn(api, comment.marker);
  if (existing === undefined) {
    if (!(await comment.due())) return { kind: 'not-due' };
    const reason = await comment.reasonToKeep(null);
    if (reason !== null) return { kind: 'kept', reason };
    const { url } = await shrinking(comment, (body) => api.createComment(body));
    return { kind: 'created', url };
  }
  const reason = await comment.reasonToKeep(existing.body);
  if (reason !== null) return { kind: 'kept', reason };
  return shrinking(comment, async (body) => {
    if (sameText(existing.body, body)) return { kind: 'unchanged', url: existing.url };
    const { url } = await api.updateComment(existing.id, body);
    return { kind: 'edited', url };
  });
}

/** The oldest comment that starts with the marker and is ours. The viewer is queried only when there is a candidate. */
async function findOwn(api: PullRequestApi, mark: string): Promise<Comment | undefined> {
  let viewer: string | undefined;
  for await (const candidate of api.comments()) {
    if (!normalised(candidate.body).startsWith(mark)) continue;
    viewer ??= await api.viewer().catch(() => WORKFLOW_BOT);
    if (isBy(candidate, viewer)) return candidate;
  }
  return undefined;
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
