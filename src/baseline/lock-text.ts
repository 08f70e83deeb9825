import { type Baseline, lockSchema } from './lock-schema.js';

/**
 * The text of a baseline: entries sorted, keys in the order of the schema, one fact per line. Two branches that add
 * entries at different places merge without a conflict, since an entry's first and last lines stay as they are.
 * @throws ZodError when it does not fit the schema: that is a bug of what made it
 */
export function lockText(baseline: Baseline): string {
  const { version, approvals, models, cells } = lockSchema.parse(baseline);
  const lists = {
    approvals: sorted(approvals, ({ model, runtime }) => [model, runtime]).map((entry) => ({
      ...entry,
      measured: sorted(entry.measured, ({ output }) => [output]),
    })),
    models: sorted(models, ({ id }) => [id]).map((entry) => ({
      ...entry,
      noise: sorted(entry.noise, (noise) => [noise.case, noise.output]),
    })),
    cells: sorted(cells, ({ model, runtime }) => [model, runtime]).map((entry) => ({
      ...entry,
      outputs: sorted(entry.outputs, ({ output }) => [output]),
    })),
  };
  const parts = Object.entries(lists).map(([name, entries]) => `  "${name}": ${list(entries.map(block), '  ')}`);
  return `{\n  "version": ${version},\n${parts.join(',\n')}\n}\n`;
}

/** By code units: the same everywhere, unlike a locale's order. */
function sorted<T>(items: readonly T[], key: (item: T) => readonly string[]): T[] {
  const compare = (a: readonly string[], b: readonly string[]): number => {
    for (const [index, left] of a.entries()) {
      const right = b[index] ?? '';
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  };
  return items.toSorted((a, b) => compare(key(a), key(b)));
}

function list(items: readonly string[], indent: string): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}]`;
}

/** An entry of the baseline: a line for each of its facts, and for each item of its lists. */
function block(entry: object): string {
  const facts = Object.entries(entry).map(([key, value]) => {
    const text = Array.isArray(value) ? list(value.map(inline), '      ') : JSON.stringify(value);
    return `      ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${facts.join(',\n')}\n    }`;
}

function inline(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const facts = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inline(item)}`);
  return `{ ${facts.join(', ')} }`;
}
