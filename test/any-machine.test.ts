/** What a test holds depends on no clock and on no processor: it would hold on this machine only. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const TESTS = fileURLToPath(new URL('.', import.meta.url));

/** Ways to ask for the time that something took, the date, or how fast this machine is and what it can. */
const ASKS =
  /\b(performance\.now|performance\.timeOrigin|Date\.now|new Date\(\)|hrtime|cpuUsage|resourceUsage|cpus\(|availableParallelism|loadavg|geteuid|getuid)/;

/** How long something takes is the business of benchmarks; a test that hangs is ended by its timeout. */
test('no test asks for the time or for the machine', () => {
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(100);
  const asking = files
    .filter((path) => path !== 'any-machine.test.ts')
    .flatMap((path) => {
      const lines = readFileSync(join(TESTS, path), 'utf8').split('\n');
      return lines.flatMap((line, index) => (ASKS.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []));
    });
  expect(asking).toEqual([]);
});
