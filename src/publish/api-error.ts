import { z } from 'zod';

/** A failed call to GitHub, as far as the answer can be understood. */
export interface ApiError {
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly message: string;
  /** Seconds that GitHub asks to wait before the call is made again; null when it does not ask. */
  readonly waitSeconds: number | null;
}

const header = z.union([z.string(), z.number()]).transform(Number).optional();
const errorSchema = z.object({
  status: z.number().optional(),
  message: z.string(),
  response: z
    .object({
      headers: z.object({
        'retry-after': header,
        'x-ratelimit-remaining': header,
        'x-ratelimit-reset': header,
      }),
    })
    .optional(),
});

/** GitHub's advice for a secondary limit that names no time. */
const SECONDARY_LIMIT_SECONDS = 60;

/**
 * Reads what Octokit throws. Rate limits come as 403 or 429: with `retry-after`, with an exhausted primary limit and
 * its reset time, or with a message alone.
 * @param nowSeconds seconds since the epoch, against which a reset time is measured
 */
export function apiError(thrown: unknown, nowSeconds: number): ApiError {
  const parsed = errorSchema.safeParse(thrown);
  if (!parsed.success) return { status: null, message: String(thrown), waitSeconds: null };
  const { status, message, response } = parsed.data;
  // Octokit reports a call that got no answer as status 500 without a response.
  if (status === undefined || response === undefined) return { status: null, message, waitSeconds: null };
  return { status, message, waitSeconds: waitOf(status, message, response.headers, nowSeconds) };
}

function waitOf(
  status: number,
  message: string,
  headers: Readonly<Record<string, number | undefined>>,
  nowSeconds: number,
): number | null {
  if (status !== 403 && status !== 429) return null;
  const after = headers['retry-after'];
  if (after !== undefined && Number.isFinite(after)) return Math.max(0, after);
  const reset = headers['x-ratelimit-reset'];
  if (headers['x-ratelimit-remaining'] === 0 && reset !== undefined && Number.isFinite(reset))
    return Math.max(1, Math.ceil(reset - nowSeconds));
  return status === 429 || /secondary rate limit|abuse detection/i.test(message) ? SECONDARY_LIMIT_SECONDS : null;
}
