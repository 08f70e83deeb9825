/** A repository in a folder that vanishes with the test. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createHost, disposeHost } from '../../src/host/create-host.js';
import type { Host } from '../../src/host/host.js';
import { silent } from '../../src/host/log.js';

/** The files by path; not under version control yet. */
export function folderOf(files: Readonly<Record<string, Uint8Array | string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'portability-repository-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** The same with all files added to git. */
export function repositoryOf(files: Readonly<Record<string, Uint8Array | string>>): string {
  const root = folderOf(files);
  git(root, 'init', '--quiet');
  git(root, 'add', '--all');
  return root;
}

export function git(root: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...identity, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function hostIn(cwd: string): Host {
  const host = createHost({ assets: cwd, cwd, log: silent });
  onTestFinished(() => disposeHost(host));
  return host;
}
