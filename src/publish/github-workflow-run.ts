import { type Limits, withinLimits } from './within-limits.js';
import type { Artifact, WorkflowRunApi } from './workflow-run-api.js';

export interface WorkflowRunAddress {
  /** `https://api.github.com`, or `https://host/api/v3` on GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly run: number;
}

const TIMEOUT_MS = 60_000;
/** Of 100 artifacts. A matrix leaves one for each part, beside the report. */
const MOST_PAGES = 10;
/** Branches of many forks have the same name: what was pushed to last comes first. */
const PULL_REQUESTS_QUERY =
  'query($owner: String!, $repo: String!, $branch: String!) { repository(owner: $owner, name: $repo) { pullRequests(headRefName: $branch, states: OPEN, first: 100, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { number headRefOid baseRefName headRepository { nameWithOwner } } } } }';

interface PullRequestNodes {
  readonly repository: {
    readonly pullRequests: {
      readonly nodes: readonly {
        readonly number: number;
        readonly headRefOid: string;
        readonly baseRefName: string;
        readonly headRepository: { readonly nameWithOwner: string } | null;
      }[];
    };
  };
}

/**
 * A workflow run through GitHub's REST interface, and pull requests through GraphQL: the REST list of a commit's pull
 * requests leaves out those from forks.
 */
export async function githubWorkflowRun(
  token: string,
  { apiUrl, repository, run }: WorkflowRunAddress,
  limits: Limits,
): Promise<WorkflowRunApi> {
  // Imported late: the module reads the event file on import, and that must not make anything fail.
  const { getOctokit } = await import('@actions/github');
  const octokit = getOctokit(token, { baseUrl: apiUrl });
  const [owner = '', repo = ''] = repository.split('/');
  const request = () => ({ signal: AbortSignal.timeout(TIMEOUT_MS) });
  return {
    async artifacts() {
      const list = octokit.rest.actions.listWorkflowRunArtifacts;
      const found: Artifact[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const { data } = await withinLimits('read', limits, () =>
          list({ owner, repo, run_id: run, per_page: 100, page, request: request() }),
        );
        for (const { id, name, size_in_bytes: bytes, expired } of data.artifacts)
          found.push({ id, name, bytes, expired });
        if (data.artifacts.length < 100) break;
      }
      return found;
    },
    async download(id) {
      const { data } = await withinLimits('read', limits, () =>
        octokit.rest.actions.downloadArtifact({
          owner,
          repo,
          artifact_id: id,
          archive_format: 'zip',
          request: request(),
        }),
      );
      if (data instanceof ArrayBuffer) return new Uint8Array(data);
      throw new Error('GitHub answered something else than an archive');
    },
    async openPullRequests(branch) {
      const { repository: found } = await withinLimits('read', limits, () =>
        octokit.graphql<PullRequestNodes>(PULL_REQUESTS_QUERY, { owner, repo, branch, request: request() }),
      );
      return found.pullRequests.nodes.map(({ number, headRefOid, baseRefName, headRepository }) => ({
        number,
        head: headRefOid,
        base: baseRefName,
        repository: headRepository?.nameWithOwner ?? null,
      }));
    },
  };
}
