import { expect, test } from 'vitest';
import { installError, relevantLines } from '../../src/environments/install-error.js';

const UV_UNREACHABLE = `error: Request failed after 3 retries in 9.7s
  cause: Failed to fetch: http://me:secret@127.0.0.1:9/simple/openvino/
  cause: error sending request for url (http://127.0.0.1:9/simple/openvino/)
  cause: client error (Connect)
  cause: Connection refused (os error 111)
`;
const OLDER_UV = `  × Failed to fetch: \`http://127.0.0.1:9/simple/openvino/\`
  ├─▶ Request failed after 3 retries
  ╰─▶ Connection refused (os error 111)

hint: check your network
`;
const NPM = `npm error code ECONNREFUSED
npm error syscall connect
npm error FetchError: request to http://127.0.0.1:9/adm-zip failed, reason: connect ECONNREFUSED 127.0.0.1:9
npm error If you are behind a proxy, please make sure that the
npm error 'proxy' config is set properly.  See: 'npm help config'
npm error A complete log of this run can be found in: /root/.npm/_logs/x-debug-0.log
`;
const PIP = `WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<x>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/uv/
ERROR: Could not find a version that satisfies the requirement uv==0.13.9 (from versions: none)
ERROR: No matching distribution found for uv==0.13.9
`;

const BROKEN_NPM = `node:internal/modules/cjs/loader:1520
  throw err;
  ^

Error: Cannot find module '../lib/cli.js'
Require stack:
- /opt/node/bin/npm
    at Module._resolveFilename (node:internal/modules/cjs/loader:1517:15) {
  code: 'MODULE_NOT_FOUND'
}

Node.js v24.19.0
`;

test.each([
  ['an npm that is broken', BROKEN_NPM, "Cannot find module '../lib/cli.js'"],
  ['uv', UV_UNREACHABLE, 'Failed to fetch: http://127.0.0.1:9/simple/openvino/: Connection refused (os error 111)'],
  [
    'an older uv',
    OLDER_UV,
    'Failed to fetch: `http://127.0.0.1:9/simple/openvino/`: Connection refused (os error 111)',
  ],
  ['pip', PIP, 'Failed to establish a new connection: [Errno 111] Connection refused'],
])('of what %s writes, the place and the cause are left', (_, output, expected) => {
  expect(relevantLines(output)).toBe(expected);
});

test('of what npm writes, the failed request is left, not the advice', () => {
  expect(relevantLines(NPM)).toMatch(
    /^FetchError: request to http:\/\/127\.0\.0\.1:9\/adm-zip failed, reason: connect ECONNREFUSED/,
  );
  expect(relevantLines(NPM)).not.toMatch(/behind a proxy|debug-0/);
});

test('of an answer that broke off, npm’s sentence is left', () => {
  const sentence = 'Invalid response body while trying to fetch http://127.0.0.1:9/adm-zip: aborted';
  const written = ['code ECONNRESET', 'errno ECONNRESET', `network ${sentence}`, 'network'];
  expect(relevantLines(written.map((line) => `npm error ${line}\n`).join(''))).toBe(sentence);
});

test.each([
  ['pip', "shutil.Error: [('/tmp/a', '/small/a', \"[Errno 28] No space left on device: '/tmp/a' -> '/small/a'\")]"],
  ['uv', 'error: Failed to install: a.whl\n  cause: failed to copy file: No space left on device (os error 28)'],
  ['npm', 'npm error code ENOSPC\nnpm error syscall write'],
])('a disk that is full is no reason to look at the network: %s', (_, stderr) => {
  const run = { status: 1, timedOut: false, stdout: '', stderr };
  const { explanation } = installError({ what: 'x cannot be installed', next: 'check the network' }, run);
  expect(explanation).toEqual({
    what: 'x cannot be installed',
    why: 'the disk is full',
    next: expect.stringContaining('free some space'),
  });
});

test('an installer that says nothing, or takes too long, still gives a reason', () => {
  const run = { status: 7, timedOut: false, stdout: '', stderr: '' };
  expect(installError({ what: 'x' }, run).explanation.why).toBe('it ended with exit code 7');
  expect(installError({ what: 'x' }, { ...run, timedOut: true }).explanation.why).toContain('took too long');
});
