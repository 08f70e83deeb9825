import { UserError } from '../errors.js';
import { approvalSchema } from './lock-schema.js';

/** A person's acceptance of a cell that does not pass. */
export interface Acceptance {
  readonly model: string;
  readonly runtime: string;
  readonly reason: string;
  readonly author: string;
  /** Last day of the approval, as in 2027-03-01; no end date when left out. */
  readonly until?: string;
  /** The date in UTC. */
  readonly today: string;
}

/**
 * An acceptance as it can be recorded, before anything runs: reason and author as one line each.
 * @throws UserError when one of them is empty or too long, or the last day is not a date or has passed
 */
export function checkAcceptance(given: Acceptance): Acceptance {
  const { until, today } = given;
  const reason = checkLine('reason', given.reason, 'say in one line why this is fine');
  const author = checkLine('author', given.author, 'say who accepts it');
  if (until === undefined) return { ...given, reason, author };
  if (!approvalSchema.shape.date.safeParse(until).success)
    throw new UserError({
      what: `--until is not a date: ${JSON.stringify(until)}`,
      next: 'give the last day, as in 2027-03-01',
    });
  if (until < today)
    throw new UserError({
      what: `--until ${until} is in the past`,
      why: `today is ${today} in UTC`,
      next: 'give a later day, or omit --until',
    });
  return { ...given, reason, author };
}

function checkLine(field: 'reason' | 'author', text: string, next: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line === '') throw new UserError({ what: `--${field} is empty`, next });
  const checked = approvalSchema.shape[field].safeParse(line);
  if (checked.success) return checked.data;
  throw new UserError({
    what: `--${field} cannot be recorded: ${checked.error.issues[0]?.message ?? 'invalid'}`,
    next,
  });
}
