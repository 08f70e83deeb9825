/** What the sticky comment needs of GitHub: four calls on one pull request. */
export interface CommentApi {
  /** All comments of the pull request, oldest first, fetched page by page as they are asked for. */
  list(): AsyncIterable<Comment>;
  create(body: string): Promise<Comment>;
  update(id: number, body: string): Promise<Comment>;
  /** Login of the token's own user, as in `github-actions[bot]`. */
  viewer(): Promise<string>;
}

export interface Comment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
  /** null: the account is gone. */
  readonly author: { readonly login: string; readonly isBot: boolean } | null;
}
