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
  show(browser, page, (scratch) => {
    const picture = join(scratch, 'page.png');
    return {
      options: [`--window-size=${width},${height}`, `--screenshot=${picture}`],
      result({ status, stderr }) {
        if (status !== 0 || !existsSync(picture)) throw new Error(`${browser} took no screenshot: ${stderr}`);
        cpSync(picture, target);
      },
    };
  });
}

/**
 * Shows a page in a browser of its own.
 * @returns its document after its scripts ran
 * @throws Error when the browser does not print it
 */
export function shownDocument(browser: string, page: string, width: number): string {
  return show(browser, page, () => ({
    options: [`--window-size=${width},800`, '--dump-dom'],
    result({ status, stdout, stderr }) {
      if (status !== 0) throw new Error(`${browser} did not show the page: ${stderr}`);
      return stdout;
    },
  }));
}

interface Showing<T> {
  readonly options: readonly string[];
  result(ended: { readonly status: number | null; readonly stdout: string; readonly stderr: string }): T;
}

function show<T>(browser: string, page: string, showing: (scratch: string) => Showing<T>): T {
  const scratch = mkdtempSync(join(tmpdir(), 'picture-'));
  try {
    const path = join(scratch, 'page.html');
    writeFileSync(path, page);
    const { options, result } = showing(scratch);
    const args = [...LONE, ...QUIET, `--user-data-dir=${scratch}`, ...options, pathToFileURL(path).href];
    return result(
      spawnSync(browser, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8', timeout: TIMEOUT_MS }),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}
