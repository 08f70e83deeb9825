import { z } from 'zod';
import type { Outcome } from './failure.js';

/** An answer that does not follow the protocol is a failure of the worker, whoever wrote the worker. */
export function parsedAnswer<T>(outcome: Outcome<unknown>, schema: z.ZodType<T>): Outcome<T> {
  if (!outcome.ok) return outcome;
  const result = schema.safeParse(outcome.value);
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    failure: {
      kind: 'failed',
      type: 'ProtocolError',
      message: `its answer does not follow the protocol: ${z.prettifyError(result.error).slice(0, 1000)}`,
    },
  };
}
