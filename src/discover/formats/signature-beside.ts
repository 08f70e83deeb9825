/** What our converters write beside a file whose format has no names or types: `model.mnn.json` beside `model.mnn`. */
import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { FileWindow } from '../../bytes/file-window.js';
import { Malformed } from '../../bytes/malformed.js';
import { messageOf } from '../../errors.js';
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
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return null;
  try {
    return { name: basename(file), ...schema.parse(JSON.parse(textOf(file))) };
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    return { fault: { what: `${basename(file)} is not a signature`, why } };
  }
}

function textOf(path: string): string {
  const file = new FileWindow(path);
  try {
    if (file.size > MAX_BYTES) throw new Malformed(`it has ${file.size} bytes`);
    return file.read(0, file.size).toString('utf8');
  } finally {
    file.close();
  }
}
