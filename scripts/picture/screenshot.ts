import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const LONE = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run', '--disable-sync'];
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-quic'];
const TIMEOUT_MS = 60_000;

/**
 * Shows a page in a browser of its own and saves a screenshot as PNG.
 * @throws Error when the browser does not write it
 */
export function screenshot(
  browser: string,
  page: string,
  target: string,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const scratch = mkdtempSync(join(tmpdir(), 'picture-'));
  try {
    const path = join(scratch, 'page.html');
    writeFileSync(path, page);
    const picture = join(scratch, 'page.png');
    const place = [`--user-data-dir=${scratch}`, `--window-size=${width},${height}`, `--screenshot=${picture}`];
    const args = [...LONE, ...QUIET, ...place, pathToFileURL(path).href];
    const { status, stderr } = spawnSync(browser, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
    });
    if (status !== 0 || !existsSync(picture)) throw new Error(`${browser} took no screenshot: ${stderr}`);
    cpSync(picture, target);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}
