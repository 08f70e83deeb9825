/** What our converters write beside a file whose format has no names or types: `model.mnn.json` beside `model.mnn`. */
import { lstatSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { type DType, isDType } from '../../tensor/dtype.js';
import type { Fault, Port, Signature } from '../../types.js';

const MAX_BYTES = 1 << 20;

const dtype = z.custom<DType>((raw) => typeof raw === 'string' && isDType(raw));
const ports = z.array(
  z.object({
    name: z.string(),
    type: z.object({
      kind: z.literal('tensor'),
      dtype,
      shape: z.array(z.union([z.int(), z.string(), z.null()])).nullable(),
    }),
  }),
) satisfies z.ZodType<readonly Port[]>;
const schema = z.object({ signature: z.object({ inputs: ports, outputs: ports }).nullable() });

/** Null when there is no such file beside `path` (absolute). */
export function signatureBeside(
  path: string,
): { readonly name: string; readonly signature: Signature | null } | { readonly fault: Fault } | null {
  const file = `${path}.json`;
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found?.isFile() !== true) return null;
  try {
    if (found.size > MAX_BYTES) throw new RangeError(`it has ${found.size} bytes`);
    return { name: basename(file), ...schema.parse(JSON.parse(readFileSync(file, 'utf8'))) };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : '';
    return { fault: { what: `${basename(file)} is no signature`, why } };
  }
}
