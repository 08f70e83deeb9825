// `npm run operator-support -- [ids…]`: ONNX's own node cases on every adapter that reads ONNX, one after another, and the
// lists that tools have of their own; writes src/adapters/operator-support.generated.ts, from which `plan` and `check`
// forecast what is not supported.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findConverters } from '../src/adapters/find-converters.js';
import { findRuntimes } from '../src/adapters/find-runtimes.js';
import { KNOWN_SUPPORT } from '../src/adapters/operator-support.generated.js';
import { withSession } from '../src/session.js';
import { prepareOperatorCases, writeOperatorCases } from './operator-support/cases.js';
import { tryDeadEnds } from './operator-support/dead-ends.js';
import { listOperators } from './operator-support/lists.js';
import { isMeasurable, measureSupport } from './operator-support/measure.js';
import { supportSource } from './operator-support/source.js';
import { withGate } from './with-gate.js';

/** The name by which ways from formats other than ONNX are asked for. */
const DEAD_ENDS = 'dead-ends';

const asked = process.argv.slice(2);
const isAsked = (id: string) => asked.length === 0 || asked.includes(id);
await withGate(async (host) => {
  const cwd = join(host.scratch, 'cases');
  const written = await writeOperatorCases(cwd, host);
  const found = [...(await findRuntimes(host, [])), ...(await findConverters(host, []))];
  const known = { ...KNOWN_SUPPORT, versions: written.operators };
  // After each adapter, so that an aborted measurement keeps its results.
  const keep = () => writeFileSync('src/adapters/operator-support.generated.ts', supportSource(known));
  const adapters = found.filter(isMeasurable).filter(({ id }) => isAsked(id));
  const unlisted: typeof adapters = [];
  for (const adapter of adapters) {
    const list = await listOperators(adapter, written, host);
    if (list === null) unlisted.push(adapter);
    else known.lists = { ...known.lists, [adapter.id]: list };
  }
  keep();
  // What a tool says itself is surer than what cases show of it.
  await withSession({}, { ...host, cwd }, async (session) => {
    const cases = unlisted.length === 0 ? [] : await prepareOperatorCases(written, session);
    for (const adapter of unlisted) {
      const support = await measureSupport(adapter, cases, session);
      if (support === null) continue;
      known.cases = { ...known.cases, [adapter.id]: support };
      keep();
      const words = `${Object.keys(support.refused).length} operators refused in some cases`;
      console.error(`${adapter.id} ${support.version}: ${words}`);
    }
  });
  if (isAsked(DEAD_ENDS)) {
    known.deadEnds = await tryDeadEnds(host);
    keep();
  }
});
