// Writes src/adapters/locks from the pins in the adapters' headers; with --check, only says whether they belong together.
// Ids behind it write the locks of these adapters only, and leave the others at the versions that they have.
// Needs lib/ (npm run build), and uv and npm with whatever package index the user has set.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

if (!existsSync('lib/environments/lock-header.js')) {
  console.error('lib/ is missing. Next: npm run build');
  process.exit(3);
}
const { readPythonConverter, readPythonRuntime } = await import('../lib/adapters/python-header.js');
const { isLocalBuild } = await import('../lib/adapters/python-requirement.js');
const { nodeRuntimes } = await import('../lib/adapters/node-runtimes.generated.js');
const { UV_REQUIREMENT } = await import('../lib/environments/find-uv.js');
const { parseNpmRequirement } = await import('../lib/environments/find-packages.js');
const { belongsTo, lockHeader } = await import('../lib/environments/lock-header.js');
const { packageJson } = await import('../lib/environments/prepare-node-environment.js');
const { lowestPython } = await import('../lib/environments/python-version.js');

const LOCKS = 'src/adapters/locks';

const pythonSources = [
  { id: 'uv', requiresPython: '>=3.8', dependencies: [UV_REQUIREMENT] },
  ...(await adaptersIn('src/adapters/runtimes', readPythonRuntime)),
  ...(await adaptersIn('src/adapters/converters', readPythonConverter)),
];
// Builds such as +cpu lie on indexes that users choose: they are resolved there, at the first use.
const lockable = pythonSources.filter(({ dependencies }) => !dependencies.some(isLocalBuild));
const wanted = new Map([
  ...lockable.map((facts) => [
    `${facts.id}.txt`,
    { fits: (text) => belongsTo(text, facts), make: (folder) => pythonLock(facts, folder) },
  ]),
  ...nodeRuntimes.map((facts) => [
    `${facts.id}.package-lock.json`,
    { fits: (text) => npmLockFits(facts, text), make: (folder) => npmLock(facts, folder) },
  ]),
]);

function adaptersIn(folder, read) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.py'));
  return Promise.all(names.map((name) => read(join(folder, name))));
}

function pythonLock(facts, folder) {
  const input = join(folder, `${facts.id}.in`);
  writeFileSync(input, facts.dependencies.map((line) => `${line}\n`).join(''));
  const overrides = `${input}.overrides`;
  writeFileSync(overrides, (facts.overrides ?? []).map((line) => `${line}\n`).join(''));
  const args = ['pip', 'compile', '--quiet', '--universal', '--python-version', lowestPython(facts.requiresPython)];
  const plain = ['--generate-hashes', '--no-emit-index-url', '--no-header', '--no-annotate', '--override', overrides];
  return `${lockHeader(facts)}\n${execFileSync('uv', [...args, ...plain, input], { encoding: 'utf8' })}`;
}

function npmLock(facts, folder) {
  const manifest = packageJson(facts.id, facts.dependencies.map(parseNpmRequirement));
  rmSync(join(folder, 'package-lock.json'), { force: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const flags = [
    '--package-lock-only',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--omit-lockfile-registry-resolved',
  ];
  execFileSync('npm', ['install', ...flags], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  return readFileSync(join(folder, 'package-lock.json'), 'utf8');
}

function npmLockFits(facts, text) {
  const { dependencies } = packageJson(facts.id, facts.dependencies.map(parseNpmRequirement));
  return JSON.stringify(JSON.parse(text).packages[''].dependencies) === JSON.stringify(dependencies);
}

function check() {
  const present = readdirSync(LOCKS);
  const faults = [
    ...present.filter((name) => !wanted.has(name)).map((name) => `${name} belongs to no adapter`),
    ...[...wanted].flatMap(([name, { fits }]) => {
      if (!present.includes(name)) return [`${name} is missing`];
      return fits(readFileSync(join(LOCKS, name), 'utf8')) ? [] : [`${name} was made from other pins`];
    }),
  ];
  if (faults.length === 0) return;
  console.error(`${faults.map((fault) => `${LOCKS}: ${fault}`).join('\n')}\nNext: node scripts/lock.mjs`);
  process.exit(1);
}

function write() {
  const folder = mkdtempSync(join(tmpdir(), 'locks-'));
  try {
    for (const name of readdirSync(LOCKS)) if (!wanted.has(name)) rmSync(join(LOCKS, name));
    for (const [name, { make }] of wanted)
      if (only.length === 0 || only.some((id) => name.startsWith(`${id}.`)))
        writeFileSync(join(LOCKS, name), make(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const only = process.argv.slice(2);
if (only.includes('--check')) check();
else write();
