import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A finished run of another workflow, according to the event `workflow_run`. What GitHub says here can be trusted. */
export interface WorkflowRunEvent {
  readonly id: number;
  readonly attempt: number;
  /** The event of that run. */
  readonly event: string;
  /** success, failure, cancelled, … */
  readonly conclusion: string;
  readonly headSha: string;
  readonly headBranch: string;
  /** `owner/name` of the repository that the branch is in; null when that repository was deleted. */
  readonly headRepository: string | null;
  readonly page: string;
}

const eventSchema = z.object({
  workflow_run: z.object({
    id: z.int(),
    run_attempt: z.int().default(1),
    event: z.string(),
    conclusion: z.string().nullable(),
    head_sha: z.string(),
    head_branch: z.string().nullable(),
    head_repository: z.object({ full_name: z.string() }).nullable().optional(),
    html_url: z.string(),
  }),
});

/** @param path file with the event; null when it is another event */
export function workflowRunEvent(path: string | undefined): WorkflowRunEvent | null {
  if (path === undefined) return null;
  const run = eventSchema.safeParse(readJson(path)).data?.workflow_run;
  if (run === undefined) return null;
  return {
    id: run.id,
    attempt: run.run_attempt,
    event: run.event,
    conclusion: run.conclusion ?? 'none',
    headSha: run.head_sha,
    headBranch: run.head_branch ?? '',
    headRepository: run.head_repository?.full_name ?? null,
    page: run.html_url,
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
