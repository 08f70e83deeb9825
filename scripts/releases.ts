// `npm run releases [-- ncnn,jax]`: the oldest release that each adapter names, on small networks of every framework.
// Prints what each of them passes; fails where one computes none of them. The first time, it downloads gigabytes of
// packages.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRuntimes } from '../src/adapters/find-runtimes.js';
import { runGate } from '../src/gate.js';
import { markdownTable } from './markdown-table.js';
import { oldestReleases } from './releases/oldest-releases.js';
import { releasesRepository } from './releases/repository.js';
import { withGate } from './with-gate.js';

const wanted = process.argv[2]?.split(',');
const root = mkdtempSync(join(tmpdir(), 'portability-releases-'));
try {
  await withGate(async (host) => {
    const all = oldestReleases(await findRuntimes(host, []), `${process.platform}-${process.arch}`);
    const columns = all.filter(({ use }) => wanted?.includes(use) ?? true);
    await releasesRepository(root, columns, host);
    const { results } = await runGate({}, host);
    const found = columns.map(({ id, use, version }) => {
      const own = results.cells.filter(({ runtime }) => runtime === id);
      const passed = own.filter(({ state }) => state === 'pass').map(({ model }) => model);
      const failed = own
        .filter(({ state }) => state !== 'pass' && state !== 'unsupported')
        .map(({ model, state, fault }) =>
          [model, fault?.what ?? state, ...(fault?.why === undefined ? [] : [fault.why.slice(0, 200)])].join(': '),
        );
      const computes = own.some(({ outputs }) => outputs.length > 0);
      return { use, version, passed, failed, computes };
    });
    console.log(
      markdownTable(
        ['runtime', 'release', 'passes', 'fails'],
        found.map(({ use, version, passed, failed }) => [use, version, passed.join(', '), failed.join('; ')]),
      ),
    );
    if (found.some(({ computes }) => !computes)) process.exitCode = 1;
  }, root);
} finally {
  rmSync(root, { recursive: true, force: true });
}
