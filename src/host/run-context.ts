import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Where a run of the action takes place, according to the runner. */
export interface RunContext {
  readonly eventName: string;
  /** `owner/name` of the repository whose workflow runs. */
  readonly repository: string;
  readonly apiUrl: string;
  /** Of the web pages, as in https://github.com. */
  readonly server: string;
  /** Grows with every run of the repository; the same for all attempts. */
  readonly runId: string;
  /** Page of this run, with its summary. */
  readonly runUrl: string;
  /** The commit of the run: on a pull request, that of the merge. */
  readonly commit: string;
  /** Documentation of the action in the release that runs; missing for an action in the repository itself. */
  readonly guide?: string;
  readonly workspace: string;
  /** A folder that the runner empties after the job. */
  readonly temp: string;
  /** File that the step's summary is appended to; missing where there is none. */
  readonly stepSummary?: string;
  readonly pullRequest?: PullRequest;
  /** Which attempt of the run this is, from 1. */
  readonly attempt: number;
  /** Missing outside of a runner. */
  readonly artifacts?: ArtifactService;
}

/** The service that stores artifacts of the run; every action can use it, whatever its permissions. */
export interface ArtifactService {
  readonly url: string;
  readonly token: string;
}

export interface PullRequest {
  readonly number: number;
  readonly headSha: string;
  readonly baseRef: string;
  readonly baseSha?: string;
  /** `owner/name` of the repository that the branch is in; null when that repository was deleted. */
  readonly headRepository: string | null;
}

const eventSchema = z.object({
  pull_request: z
    .object({
      number: z.int().positive(),
      head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
      base: z.object({ ref: z.string(), sha: z.string().optional() }),
    })
    .optional(),
});

/**
 * Reads the runner's environment and the file with the event.
 * An event that cannot be read means that there is no pull request to write to: never a reason to fail.
 */
export function runContext(env: Readonly<Record<string, string | undefined>>): RunContext {
  const repository = env.GITHUB_REPOSITORY ?? '';
  const server = env.GITHUB_SERVER_URL ?? 'https://github.com';
  const pullRequest = pullRequestOf(env.GITHUB_EVENT_PATH);
  return {
    eventName: env.GITHUB_EVENT_NAME ?? '',
    repository,
    apiUrl: env.GITHUB_API_URL ?? 'https://api.github.com',
    server,
    runId: env.GITHUB_RUN_ID ?? '',
    commit: env.GITHUB_SHA ?? '',
    ...guideOf(server, env),
    runUrl: `${server}/${repository}/actions/runs/${env.GITHUB_RUN_ID ?? ''}`,
    workspace: env.GITHUB_WORKSPACE ?? '',
    temp: env.RUNNER_TEMP ?? '',
    ...(env.GITHUB_STEP_SUMMARY ? { stepSummary: env.GITHUB_STEP_SUMMARY } : {}),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    attempt: Number(env.GITHUB_RUN_ATTEMPT) || 1,
    ...(env.ACTIONS_RESULTS_URL && env.ACTIONS_RUNTIME_TOKEN
      ? { artifacts: { url: env.ACTIONS_RESULTS_URL, token: env.ACTIONS_RUNTIME_TOKEN } }
      : {}),
  };
}

function guideOf(server: string, env: Readonly<Record<string, string | undefined>>): { guide?: string } {
  const { GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env;
  // On a server of its own, the action may be from there or from the public one.
  if (!repository || !ref || server !== 'https://github.com') return {};
  return { guide: `${server}/${repository}/blob/${ref}/docs/report.md` };
}

function pullRequestOf(path: string | undefined): PullRequest | undefined {
  if (path === undefined) return undefined;
  const event = eventSchema.safeParse(readJson(path)).data?.pull_request;
  if (event === undefined) return undefined;
  return {
    number: event.number,
    headSha: event.head.sha,
    baseRef: event.base.ref,
    ...(event.base.sha === undefined ? {} : { baseSha: event.base.sha }),
    headRepository: event.head.repo?.full_name ?? null,
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
