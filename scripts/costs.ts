// `npm run costs -- [ids…]`: measures what each adapter costs (download, disk, installation, import) in a cache of its own,
// and writes src/adapters/costs.generated.ts and docs/costs.md. Needs npm, and Python with pip as python3. Seconds for
// converting and running come from the last `npm run compatibility`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Cost } from '../src/adapters/cost.js';
import { COSTS } from '../src/adapters/costs.generated.js';
import { findConverters } from '../src/adapters/find-converters.js';
import { findRuntimes } from '../src/adapters/find-runtimes.js';
import { resultsSchema } from '../src/results/schema.js';
import { costsTable } from './costs/document.js';
import { measureCost } from './costs/measure-cost.js';
import { costsSource } from './costs/source.js';
import { writeGeneratedPart } from './generated-part.js';
import { withGate } from './with-gate.js';

const PAGE = 'docs/costs.md';
const MEASURED = '.cache/compatibility.json';

const ids = process.argv.slice(2);
await withGate(async (host) => {
  const adapters = [...(await findRuntimes(host, [])), ...(await findConverters(host, []))];
  const platform = `${process.platform}-${process.arch}`;
  const wanted = adapters.filter(
    ({ id, platforms }) =>
      (ids.length === 0 || ids.includes(id)) && (platforms.length === 0 || platforms.includes(platform)),
  );
  const known = new Map<string, Cost>(Object.entries(COSTS));
  for (const adapter of wanted) {
    const cost = await measureCost(adapter, host);
    known.set(adapter.id, cost);
    console.error(`${adapter.id}: ${JSON.stringify(cost)}`);
    // Written after each adapter, so that an aborted measurement keeps its results.
    writeFileSync('src/adapters/costs.generated.ts', costsSource(adapters, known));
  }
  const results = existsSync(MEASURED) ? resultsSchema.parse(JSON.parse(readFileSync(MEASURED, 'utf8'))) : null;
  writeGeneratedPart(PAGE, 'scripts/costs.ts', costsTable(adapters, known, results, readFileSync(PAGE, 'utf8')));
});
