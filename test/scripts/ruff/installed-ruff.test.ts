import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installedRuff } from '../../../scripts/ruff/installed-ruff.js';
import { programs, scratchWith } from '../scratch.js';

/** `python -m venv` makes a Python whose pip installs a program. */
const MAKES_RUFF = `
[ "$1" = -c ] && exit 0
mkdir -p "$3/bin"
echo '#!/bin/sh' > "$3/bin/python"
echo 'echo "$@" > "$(dirname "$0")/ruff"' >> "$3/bin/python"
chmod +x "$3/bin/python"`;

describe.skipIf(process.platform === 'win32')('with a Python of our own', () => {
  test('ruff is installed once, under its release, and nothing else stays', () => {
    programs({ python3: MAKES_RUFF });
    const cache = join(scratchWith(), 'cache');
    const ruff = installedRuff(cache);
    expect(ruff).toMatch(/ruff-\d+\.\d+\.\d+$/);
    expect(readdirSync(cache)).toEqual([ruff.slice(cache.length + 1)]);
    programs({ python3: 'exit 1', python: 'exit 1' });
    expect(installedRuff(cache)).toBe(ruff);
  });

  test.each([
    ['no recent Python', 'exit 1', 'Python 3.10 or newer'],
    ['no module venv', '[ "$1" = -c ]', 'python3-venv'],
    ['no package index', MAKES_RUFF.replace('echo "$@"', 'exit 1; echo'), 'pip could not install ruff'],
  ])('%s: it says what to do', (_, python, next) => {
    programs({ python3: python, python });
    const cache = join(scratchWith(), 'cache');
    expect(() => installedRuff(cache)).toThrow(next);
  });
});
