import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ADAPTERS = 'src/adapters';
const idsIn = (folder: string) =>
  readdirSync(join(ADAPTERS, folder))
    .filter((name) => name.endsWith('.py'))
    .map((name) => name.slice(0, -3));
const [runtimes, converters] = [idsIn('runtimes'), idsIn('converters')];

test.each(idsIn('scripts'))('the lines of %s belong to an adapter and need nothing of the gate', (id) => {
  const text = readFileSync(join(ADAPTERS, 'scripts', `${id}.py`), 'utf8');
  expect([...runtimes, ...converters]).toContain(id);
  expect(text).toContain(
    runtimes.includes(id) ? 'def run(model, inputs, outputs, options):' : 'def convert(source, options):',
  );
  expect(text).not.toMatch(/portability|^# \/\/\/ script/m);
});
