// Installs the project's npm packages when they are missing or older than the lock: every README command starts here.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

// The gate itself needs 20.11; what builds and tests it, more.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNewEnough = major === 20 ? minor >= 19 : major === 22 ? minor >= 12 : major > 22;
if (!isNewEnough) {
  console.error(
    `Node.js ${process.versions.node} cannot build and test the project: version 20.19 or newer, or 22.12 or newer, is needed. Next: install it from your package manager.`,
  );
  process.exit(3);
}
const installed = 'node_modules/.package-lock.json';
if (existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs) process.exit(0);
console.error('installing the npm packages of the project …');
// Packages run no scripts: none is needed, and onnxruntime-node's would download GPU libraries.
const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
  stdio: ['ignore', 2, 2],
  shell: process.platform === 'win32',
});
if (status !== 0) {
  console.error(
    'npm could not install the packages. Next: read its message above; behind a company mirror, set `registry` in your .npmrc.',
  );
  process.exit(3);
}
