/** What is needed of one pull request on GitHub. */
export interface PullRequestApi {
  /** All comments, oldest first, fetched page by page as needed. */
  comments(): AsyncIterable<Comment>;
  createComment(body: string): Promise<Comment>;
  updateComment(id: number, body: string): Promise<Comment>;
  deleteComment(id: number): Promise<void>;
  /** Login of the token's own user, as in `github-actions[bot]`. */
  viewer(): Promise<string>;
  /** The newest commit of the pull request. */
  head(): Promise<string>;
  /** Paths of the files that the pull request adds, changes or deletes, from the repository's root. */
  changedFiles(): AsyncIterable<string>;
}

export interface Comment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
  /** null: the account was deleted. */
  readonly author: { readonly login: string; readonly isBot: boolean } | null;
}
