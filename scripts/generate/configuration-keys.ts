import type { z } from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

/** Rows of the table of keys: path, type, default and meaning of every key of the configuration. */
export function configurationKeys(schema: Schema): string[][] {
  return [...rowsOf(schema, '')].map(([key, row]) => [`\`${key}\``, ...row]);
}

/** By path. Alternatives that are objects carry the keys; the short forms are named in the type. */
function rowsOf(schema: Schema, path: string): Map<string, string[]> {
  const rows = new Map<string, string[]>();
  // Alternatives may share a key: the first one describes it.
  const add = (more: Map<string, string[]>) => {
    for (const [key, row] of more) if (!rows.has(key)) rows.set(key, row);
  };
  for (const each of schema.anyOf ?? [schema]) {
    if (each.type === 'array') add(rowsOf(itemsOf(each), `${path}[]`));
    for (const [name, property] of Object.entries(each.properties ?? {})) {
      const value = typeof property === 'boolean' ? {} : property;
      const key = path === '' ? name : `${path}.${name}`;
      const standard = value.default === undefined ? '' : `\`${JSON.stringify(value.default)}\``;
      add(new Map([[key, [typeOf(value), standard, value.description ?? '']]]));
      // A tolerance has the same keys everywhere: they are described once, for the top-level one.
      if (!key.endsWith('.tolerance')) add(rowsOf(value, key));
    }
    if (typeof each.additionalProperties === 'object') add(rowsOf(each.additionalProperties, `${path}.<name>`));
  }
  return rows;
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.type === 'array') {
    const item = typeOf(itemsOf(schema));
    return `list of ${item.includes(' or ') ? `(${item})` : item}`;
  }
  if (schema.type === 'object') return schema.properties === undefined ? 'map' : 'keys';
  return typeof schema.type === 'string' ? schema.type : (schema.type?.join(' or ') ?? 'any');
}

/** Of a list; what is in a tuple is not described one by one. */
function itemsOf({ items }: Schema): Schema {
  return typeof items === 'object' && !Array.isArray(items) ? items : {};
}
