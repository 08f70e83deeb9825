// Makes docs/images/comment.png: the comment of `npm run demo` as GitHub's styles show it. Needs a Chromium on the PATH.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { marked } from 'marked';

const [height = '760'] = process.argv.slice(2);
const styles = readFileSync('node_modules/github-markdown-css/github-markdown-light.css', 'utf8');
const body = marked.parse(readFileSync('.demo/comment.md', 'utf8'), { gfm: true });
const page = `<!doctype html><meta charset="utf-8"><style>${styles} body { margin: 16px; width: 1120px }</style><article class="markdown-body">${body}</article>`;
const scratch = mkdtempSync(join(tmpdir(), 'picture-'));
try {
  const path = join(scratch, 'comment.html');
  writeFileSync(path, page);
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--no-first-run',
    '--disable-sync',
  ];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-quic'];
  for (const browser of ['chromium', 'google-chrome', 'chromium-browser']) {
    const { error, status } = spawnSync(
      browser,
      [
        ...flags,
        ...quiet,
        `--user-data-dir=${scratch}`,
        `--window-size=1152,${height}`,
        `--screenshot=${resolve('docs/images/comment.png')}`,
        pathToFileURL(path).href,
      ],
      { stdio: 'ignore', timeout: 60_000 },
    );
    if (error?.code === 'ENOENT') continue;
    process.exitCode = status ?? 1;
    break;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
