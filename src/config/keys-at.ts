import { z } from 'zod';

/** The keys that a schema has at a path of its documents, for suggestions; none where it allows any name. */
export function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  const [step, ...rest] = path;
  const keys = branchesOf(schema).flatMap((branch) => {
    if (step === undefined) return branch instanceof z.ZodObject ? Object.keys(branch.shape) : [];
    if (branch instanceof z.ZodObject) return keysAt(branch.shape[String(step)], rest);
    if (branch instanceof z.ZodRecord) return keysAt(branch.valueType, rest);
    return branch instanceof z.ZodArray ? keysAt(branch.element, rest) : [];
  });
  return [...new Set(keys)];
}

/** The alternatives of a schema, without defaults and other wrappers. */
function branchesOf(schema: unknown): unknown[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(branchesOf);
  if (schema instanceof z.ZodPipe) return branchesOf(schema.in);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return branchesOf(schema.unwrap());
  return [schema];
}
