// The comparison is pure: what it may know of the rest are the words, tensors, errors and how numbers are written.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const ABOVE = ['src/types.js', 'src/errors.js', 'src/number-format.js', 'src/tensor/', 'zod', 'node:worker_threads'];

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^(?:import|export) .*? ?from '([^']+)';$/gms)].map(([, name = '']) =>
    name.startsWith('.') ? normalize(join(dirname(file), name)) : name,
  );
}

test.each([
  ['src/compare/kernel', ['src/compare/kernel/']],
  ['src/compare/rules', ['src/compare/']],
  ['src/compare', ['src/compare/']],
])('%s', (folder, own) => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(5);
  const foreign = files.flatMap((name) =>
    importsOf(join(folder, name))
      .filter((target) => ![...ABOVE, ...own].some((allowed) => target.startsWith(allowed)))
      .map((target) => `${name}: ${target}`),
  );
  expect(foreign).toEqual([]);
});
