// `npm run operator-support -- [ids…]`: ONNX's own node cases on every runtime that reads ONNX, one runtime after another; writes
// src/adapters/operator-support.generated.ts, from which `plan` and `check` forecast what is not supported.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRuntimes } from '../src/adapters/find-runtimes.js';
import { OPERATOR_SUPPORT } from '../src/adapters/operator-support.generated.js';
import { withSession } from '../src/session.js';
import { exportCases } from './onnx-node-cases/export-cases.js';
import { type PreparedCase, prepareCase } from './onnx-node-cases/prepare-case.js';
import { measureSupport } from './operator-support/measure.js';
import { supportSource } from './operator-support/source.js';
import { withGate } from './with-gate.js';

const asked = process.argv.slice(2);
await withGate(async (host) => {
  const cwd = join(host.scratch, 'cases');
  mkdirSync(cwd);
  const cases = await exportCases(cwd, host);
  const reading = (await findRuntimes(host, [])).filter(({ reads, browser }) => reads.includes('onnx') && !browser);
  const runtimes = reading.map(({ id }) => id).filter((id) => asked.length === 0 || asked.includes(id));
  const known = new Map(Object.entries(OPERATOR_SUPPORT));
  for (const id of runtimes) {
    await withSession({ runtimes: [id] }, { ...host, cwd }, async (session) => {
      const prepared: PreparedCase[] = [];
      for (const one of cases) {
        const ready = await prepareCase(one, session);
        if (!('reason' in ready)) prepared.push(ready);
      }
      const [column] = session.columns;
      const support = column === undefined ? null : await measureSupport(column, prepared, session);
      if (support === null) return;
      known.set(id, support);
      console.error(`${id} ${support.version}: ${Object.keys(support.refused).length} operators refused in some cases`);
    });
    // After each runtime, so that an aborted measurement keeps its results.
    writeFileSync('src/adapters/operator-support.generated.ts', supportSource(known));
  }
});
