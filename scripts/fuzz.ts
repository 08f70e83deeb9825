// `npm run fuzz [-- --minutes 10 --seed 2 --rounds 5 files…]`: tries the properties of the unit tests (of readers, of what
// workers answer, of the documents that the publisher reads) with other values than `npm test` does, one seed after another,
// until the time is over or one fails. Its seed makes it fail again: `PROPERTY_SEED=… npx vitest run --project unit <file>`.
import { parseArgs } from 'node:util';
import { filesWithProperties } from './fuzz/files-with-properties.js';
import { fuzz } from './fuzz/fuzz.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '1000000' },
  },
});
const [minutes, seed, rounds] = [values.minutes, values.seed, values.rounds].map(Number) as [number, number, number];
if (![minutes, seed, rounds].every((value) => value > 0)) {
  process.stderr.write('--minutes, --seed and --rounds are positive numbers\n');
  process.exit(2);
}
const files = positionals.length > 0 ? positionals : filesWithProperties('test');
process.exitCode = fuzz({ files, minutes, seed, rounds }) ? 0 : 1;
