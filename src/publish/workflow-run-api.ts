/** What is needed of a finished workflow run on GitHub, and of the pull request that it was for. */
export interface WorkflowRunApi {
  /** The newest first where GitHub has them so; at most a hundred. */
  artifacts(): Promise<readonly Artifact[]>;
  /** The zip of an artifact. */
  download(id: number): Promise<Uint8Array>;
  /** The open pull requests from branches of this name, of any fork; at most a hundred. */
  openPullRequests(branch: string): Promise<readonly OpenPullRequest[]>;
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly bytes: number;
  readonly expired: boolean;
}

export interface OpenPullRequest {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  /** `owner/name`; null when the repository was deleted. */
  readonly repository: string | null;
}
