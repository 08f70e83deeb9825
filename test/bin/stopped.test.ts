import { expect, test } from 'vitest';
import { exitCodeOf, stopped, stoppedBy } from '../../src/bin/stopped.js';
import { InfrastructureError, Interrupted, UserError } from '../../src/errors.js';
import { OWN_ERROR, REFUSAL } from '../../src/host/supervision.js';

const system = (code: string, path?: string, syscall = 'open') =>
  Object.assign(new Error(`${code}: refused`), { code, syscall, ...(path && { path }) });

test.each([
  ['a mistake of the user', new UserError({ what: 'unknown key' }), 2, /^unknown key/],
  ['an error of the environment', new InfrastructureError({ what: 'no Python' }), 3, /^no Python/],
  ['a full disk', system('ENOSPC', '/tmp/x'), 3, /^\/tmp\/x: the disk is full/],
  ['a disk that can only be read', system('EROFS'), 3, /^the disk can only be read/],
  ['a file of somebody else', system('EACCES', '/etc/x'), 3, /^\/etc\/x: the system does not permit it/],
  ['a folder in place of a file', system('EISDIR', '/tmp'), 3, /^\/tmp: it is a folder/],
  ['a folder on a read-only disk', system('ENOENT', '/ro/x', 'mkdir'), 3, /^\/ro\/x: the folder cannot be made/],
  ['a folder in place of a file', system('EEXIST', '/a.onnx', 'mkdir'), 3, /^\/a\.onnx: the folder cannot be made/],
  ['a file of ours that is missing', system('ENOENT', '/lib/x', 'open'), 3, /^This is a bug in the gate/],
  ['too many open files', system('EMFILE'), 3, /^too many files are open/],
  ['no further process', system('EAGAIN'), 3, /^no further process/],
  ['an interrupt', new Interrupted('SIGINT'), 130, /^interrupted by SIGINT/],
  ['a cancelled job', new Interrupted('SIGTERM'), 143, /^interrupted by SIGTERM/],
  ['a closed terminal', new Interrupted('SIGHUP'), 129, /^interrupted by SIGHUP/],
  ['a bug', new TypeError('x is undefined'), 3, /^This is a bug in the gate/],
  ['a bug with a code', system('ERR_ASSERTION'), 3, /^This is a bug in the gate/],
])('%s', (_, thrown, exitCode, message) => {
  expect(stopped(thrown)).toMatchObject({ exitCode, message: expect.stringMatching(message) });
});

test('of several mistakes the report has each, in a line with its place', () => {
  const mistakes = new UserError({ what: 'unknown key "a"', where: 'portability.yml:2', next: 'see the docs' }, [
    { what: 'unknown key "b"', where: 'portability.yml:5', next: 'see the docs' },
    { what: 'it is a link', where: 'golden/net', why: 'it leads out', next: 'commit the file' },
    { what: 'no git' },
  ]);
  expect(stopped(mistakes).explanation).toEqual({
    what: 'unknown key "a"\nportability.yml:5: unknown key "b"\ngolden/net: it is a link; it leads out; commit the file\nno git',
    where: 'portability.yml:2',
    next: 'see the docs',
  });
  expect(stopped(new UserError({ what: 'one' })).explanation).toEqual({ what: 'one' });
});

test('a process that was ended from outside', () => {
  expect(stoppedBy({ signal: 'SIGTERM', asked: true }).exitCode).toBe(143);
  expect(exitCodeOf({ signal: 'SIGTERM', asked: true })).toBe(143);
  expect(stoppedBy({ signal: 'SIGKILL', asked: false })).toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/^the gate's own process ended by SIGKILL/),
  });
  expect(stoppedBy({ signal: OWN_ERROR, asked: false })).toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/^the gate's own process ended by an error that nothing in it caught/),
  });
  expect(stoppedBy({ signal: REFUSAL, asked: false })).toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/^the gate's own process ended because the system refused what it needs/),
  });
});
