import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = [
  'adapters/runtimes',
  'adapters/converters',
  'adapters/locks',
  'adapters/scripts',
  'repro',
  'sandbox/launcher',
  'worker',
  'worker/portability',
];

/** Python adapters, their locks, the Python harness and the launcher of workers: files that are run, not imported. */
export function copyAssets(target: string): void {
  for (const folder of FOLDERS.filter((name) => existsSync(join('src', name)))) {
    mkdirSync(join(target, folder), { recursive: true });
    for (const name of readdirSync(join('src', folder)).filter((file) => /\.(py|txt|json)$/.test(file)))
      cpSync(join('src', folder, name), join(target, folder, name));
  }
}
