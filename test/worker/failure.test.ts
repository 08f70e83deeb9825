import { expect, test } from 'vitest';
import { describeFailure, type Failure, withoutFolders } from '../../src/worker/failure.js';

const stderr = 'line\nSegmentation fault\n\n';

test.each<[Failure, string, string | undefined]>([
  [{ kind: 'unsupported', type: 'E', message: 'no operator Own' }, 'no operator Own', undefined],
  [{ kind: 'failed', type: 'E', message: 'bad\nmore' }, 'failed while running: bad', 'error type: E\nmore'],
  [
    { kind: 'crashed', signal: 'SIGSEGV', code: null, stderr },
    'crashed (SIGSEGV) while running',
    'last line on stderr: Segmentation fault',
  ],
  [{ kind: 'crashed', signal: null, code: 3, stderr: '' }, 'crashed (exit code 3) while running', undefined],
  [{ kind: 'timed-out', seconds: 5, stderr: '' }, 'timed out after 5 s while running', undefined],
  [
    { kind: 'out-of-memory', limitBytes: 1.5 * 2 ** 30, stderr },
    'out of memory while running: more than 1.5 GiB',
    undefined,
  ],
  [
    { kind: 'never-started', message: 'no module x\nat y', stderr },
    'could not start: no module x',
    'last line on stderr: Segmentation fault',
  ],
])('%o in words', (failure, what, why) => {
  const fault = describeFailure(failure, 'running');
  expect(fault.what).toBe(what);
  expect(fault.why).toBe(why);
});

test('a failure does not tell in which folders of this machine things lay', () => {
  const failed = { kind: 'failed', type: 'Error', message: 'Load model from /tmp/a/net.onnx failed' } as const;
  expect(withoutFolders(failed, ['/tmp/a'])).toEqual({ ...failed, message: 'Load model from net.onnx failed' });
  const crashed = { kind: 'crashed', signal: 'SIGSEGV', code: null, stderr: 'at /s/x/y' } as const;
  expect(withoutFolders(crashed, ['/s/'])).toEqual({ ...crashed, stderr: 'at x/y' });
  // What a converter made in an earlier run names folders of that run.
  const earlier = {
    ...failed,
    message: '"/tmp/portability-1/worker-aZ09bc/given/gx9MMWi/repository/net.py":37:11: error',
  } as const;
  expect(withoutFolders(earlier, [])).toEqual({ ...failed, message: '"net.py":37:11: error' });
  // A line without end, which a worker may write, is looked at once.
  const endless = { ...failed, message: 'worker-'.repeat(1_000_000) } as const;
  expect(withoutFolders(endless, [])).toEqual(endless);
});
