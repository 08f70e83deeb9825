// `npm run broken-machines`: the gate on machines that lack something, or are in a state that nobody planned. Writes the
// table in docs/reliability.md. On Linux, with bash and Debian's faketime.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { smallNetwork } from './bench/small-network.js';
import { SETTINGS, type Setting } from './broken-machines/settings.js';
import { buildLib } from './build/lib.js';
import { writeGeneratedPart } from './generated-part.js';
import { markdownTable } from './markdown-table.js';

const LONGEST_MS = 300_000;
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    // lib/ is as it should be.
    built: { type: 'boolean', default: false },
  },
});
if (!values.built) buildLib();

/** What was seen: its exit code, and what nobody should see. */
function seenIn({ what, script, right }: Setting): readonly string[] {
  const root = mkdtempSync(join(tmpdir(), 'broken-'));
  try {
    const [repository, temporary, fresh] = ['repository', 'temporary', 'fresh'].map((name) => join(root, name));
    for (const folder of [repository, temporary, fresh]) mkdirSync(folder ?? root);
    writeFileSync(join(repository ?? root, 'net.onnx'), smallNetwork(1));
    const gate = `${process.execPath} ${resolve('lib/bin/cli.js')}`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script.replaceAll('GATE', gate)], {
      cwd: repository,
      env: { ...process.env, TMPDIR: temporary, PORTABILITY_CACHE: join(root, 'cache'), FRESH: fresh },
      encoding: 'utf8',
      timeout: LONGEST_MS,
    });
    const traces = `${stdout}\n${stderr}`.split('\n').filter((line) => /^ +at |a bug in the gate/.test(line)).length;
    const left = readdirSync(temporary ?? root).filter((name) => name.startsWith('portability-')).length;
    const ended = status === null ? 'hung' : String(status);
    const row = [what, ended, right.includes(status ?? -1) ? '' : 'wrong', String(traces), String(left)];
    console.error(row.join(' | '));
    return row;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const rows = SETTINGS.filter(({ what }) => what.includes(values.only)).map(seenIn);
const wrong = rows.filter(([, , mark]) => mark !== '').length;
const table = markdownTable(
  ['machine', 'exit code', 'stack traces', 'temporary folders left'],
  rows.map(([what = '', ended = '', , traces = '', left = '']) => [what, ended, traces, left]),
  ['exit code', 'stack traces', 'temporary folders left'],
);
if (values.only === '')
  writeGeneratedPart(
    'docs/reliability.md',
    'npm run broken-machines',
    `Exit codes other than they should be: ${wrong}.\n\n${table}`,
  );
