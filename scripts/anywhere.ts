// `npm run anywhere [-- <setting> …]`: the tests that could care about the machine, in surroundings that machines of users
// and runners have. Prints what passed where, and fails when anything failed. Needs `npm run build` before.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pythonsOnPath } from '../src/environments/find-python.js';
import { readPipSettings } from '../src/environments/pip-settings.js';
import { createHost, disposeHost } from '../src/host/create-host.js';
import type { Host } from '../src/host/host.js';
import { silent } from '../src/host/log.js';
import { type Row, runTests } from './anywhere/run-tests.js';
import type { Machine, Setting } from './anywhere/setting.js';
import { SETTINGS } from './anywhere/settings.js';

const INDEX_OPTIONS = ['index-url', 'extra-index-url', 'find-links', 'no-index', 'trusted-host', 'proxy', 'cert'];

/** What pip is told about indexes in files, as variables: a home that is empty has no such files. */
async function indexVariables(host: Host): Promise<Record<string, string>> {
  const [python] = await pythonsOnPath(host);
  if (python === undefined) throw new Error('python3 is not on the PATH: without it there is little to test');
  const settings = await readPipSettings(python, host);
  const known = INDEX_OPTIONS.flatMap((option) => {
    const value = settings.get(option);
    return value === undefined
      ? []
      : [[`PIP_${option.toUpperCase().replaceAll('-', '_')}`, value.replace(/\s+/g, ' ')]];
  });
  const certificates = Object.entries(host.env).filter(([name]) =>
    /^(\w+_PROXY|\w+_CA_BUNDLE|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i.test(name),
  );
  return Object.fromEntries([...certificates, ...known]);
}

async function rowOf(setting: Setting, machine: Machine): Promise<Row | string> {
  const folder = await mkdtemp(join(tmpdir(), `anywhere-${setting.id}-`));
  // Another user looks into it too.
  await chmod(folder, 0o755);
  try {
    const around = await setting.prepare(machine, folder);
    if (typeof around === 'string') return around;
    return await runTests(setting, around, folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !SETTINGS.some((setting) => setting.id === id));
if (unknown.length > 0)
  throw new Error(`no such setting: ${unknown.join(', ')}; there are ${SETTINGS.map(({ id }) => id).join(', ')}`);
const host = createHost({ assets: resolve('src'), log: silent });
const machine = { host, indexes: await indexVariables(host) };
const lines = ['| setting | what it is | passed | failed | skipped | seconds |', '|---|---|---:|---:|---:|---:|'];
try {
  for (const setting of SETTINGS) {
    if (wanted.length > 0 && !wanted.includes(setting.id)) continue;
    process.stderr.write(`── ${setting.id}: ${setting.title}\n`);
    const row = await rowOf(setting, machine);
    if (typeof row === 'string') {
      lines.push(`| ${setting.id} | left out: ${row} | | | | |`);
      continue;
    }
    const { passed, failed, skipped, seconds, failures } = row;
    lines.push(`| ${setting.id} | ${setting.title} | ${passed} | ${failed} | ${skipped} | ${Math.round(seconds)} |`);
    for (const failure of failures) process.stderr.write(`${failure}\n\n`);
    if (failed > 0 || passed === 0) process.exitCode = 1;
  }
} finally {
  disposeHost(host);
}
process.stdout.write(`${lines.join('\n')}\n`);
