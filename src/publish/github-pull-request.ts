import type { Comment, PullRequestApi } from './pull-request-api.js';
import { type Limits, withinLimits } from './within-limits.js';

export interface PullRequestAddress {
  /** `https://api.github.com`, or `https://host/api/v3` on GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
}

const TIMEOUT_MS = 20_000;
/** GitHub lists at most 3,000 files of a pull request; with more comments than that, ours may be created a second time. */
const MOST_PAGES = 30;

const HEAD_QUERY =
  'query($owner: String!, $repo: String!, $number: Int!) { repository(owner: $owner, name: $repo) { pullRequest(number: $number) { headRefOid } } }';

interface PageRequest {
  readonly per_page: number;
  readonly page: number;
  readonly request: { readonly signal: AbortSignal };
}
interface Page<T> {
  readonly data: readonly T[];
  readonly headers: { readonly link?: string | undefined };
}

/** The response of list, create and update, as far as it is read here. */
interface IssueComment {
  readonly id: number;
  readonly html_url: string;
  readonly body?: string | undefined;
  readonly user: { readonly login: string; readonly type: string } | null;
}

/**
 * A pull request through GitHub's REST interface, and the viewer through GraphQL: `GET /user` refuses the tokens of
 * workflows and apps, while `viewer` answers every kind of token without any permission.
 * @throws when the token is empty; the calls reject with a RequestError that carries `status`
 */
export async function githubPullRequest(
  token: string,
  address: PullRequestAddress,
  limits: Limits,
): Promise<PullRequestApi> {
  // Imported late: the module reads the event file on import, and that must not make the gate fail.
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, { baseUrl: address.apiUrl });
  const [owner = '', repo = ''] = address.repository.split('/');
  const issue = { owner, repo, issue_number: address.number };
  const request = () => ({ signal: AbortSignal.timeout(TIMEOUT_MS) });
  async function* pages<T>(fetchPage: (page: PageRequest) => Promise<Page<T>>): AsyncIterable<readonly T[]> {
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const call = () => fetchPage({ per_page: 100, page, request: request() });
      const { data, headers } = await withinLimits('read', limits, call);
      yield data;
      if (!headers.link?.includes('rel="next"')) return;
    }
  }

  return {
    async *comments() {
      for await (const page of pages((page) => octokit.rest.issues.listComments({ ...issue, ...page })))
        yield* page.map(toComment);
    },
    async *changedFiles() {
      const list = octokit.rest.pulls.listFiles;
      for await (const page of pages((page) => list({ owner, repo, pull_number: address.number, ...page })))
        yield* page.map(({ filename }) => filename);
    },
    async createComment(body) {
      const { data } = await withinLimits('create', limits, () =>
        octokit.rest.issues.createComment({ ...issue, body, request: request() }),
      );
      return toComment(data);
    },
    async updateComment(id, body) {
      const { data } = await withinLimits('update', limits, () =>
        octokit.rest.issues.updateComment({ owner, repo, comment_id: id, body, request: request() }),
      );
      return toComment(data);
    },
    async deleteComment(id) {
      await withinLimits('update', limits, () =>
        octokit.rest.issues.deleteComment({ owner, repo, comment_id: id, request: request() }),
      );
    },
    async head() {
      const { repository } = await withinLimits('read', limits, () =>
        octokit.graphql<{ repository: { pullRequest: { headRefOid: string } } }>(HEAD_QUERY, {
          owner,
          repo,
          number: address.number,
          request: request(),
        }),
      );
      return repository.pullRequest.headRefOid;
    },
    async viewer() {
      const { viewer } = await withinLimits('read', limits, () =>
        octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }', { request: request() }),
      );
      return viewer.login;
    },
  };
}

function toComment({ id, html_url, body, user }: IssueComment): Comment {
  return {
    id,
    url: html_url,
    body: body ?? '',
    author: user === null ? null : { login: user.login, isBot: user.type === 'Bot' },
  };
}
