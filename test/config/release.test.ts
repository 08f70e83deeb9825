import { expect, test } from 'vitest';
import { isNpmRelease, isOlder, isPythonRelease, isRelease } from '../../src/config/release.js';

test.each([
  '1.20.1',
  '1.20',
  '20261020',
  '1.0.20261020',
  '0.27.0.post1',
  '1.21.0rc1',
  '2.13.0+cpu',
  '1!2.0',
  '1.2.dev3',
])('%s is a release of PEP 440', (text) => expect([isPythonRelease(text), isRelease(text)]).toEqual([true, true]));

test.each(['1.21.0', '1.26.0-dev.20250101-abc', '4.22.0-rc.1'])('%s is a release of npm', (text) =>
  expect([isNpmRelease(text), isRelease(text)]).toEqual([true, true]),
);

test.each(['>=1.20', '^1.20.0', '~1.2', '1.x', '1.*', 'latest', '', '==1.20.1', '1.20, 1.21', '1.20.1; rm'])(
  '%j is none',
  (text) => expect(isRelease(text)).toBe(false),
);

test('npm wants three numbers', () => expect(isNpmRelease('1.20')).toBe(false));

test.each([
  ['1.9.0', '1.10.0', true],
  ['1.20', '1.20.0', false],
  ['1.20.1', '1.20', false],
  ['1.20.0rc1', '1.20.0', true],
  ['1.20.0-dev.1', '1.20.0', true],
  ['1.20.0.dev1', '1.20.0rc1', false],
  ['1.20.0.post1', '1.20.0', false],
  ['2.13.0+cpu', '2.13.0', false],
  ['1!1.0', '2024.0', false],
])('%s is older than %s: %s', (release, than, older) => expect(isOlder(release, than)).toBe(older));
