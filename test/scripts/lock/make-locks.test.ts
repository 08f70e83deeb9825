import { describe, expect, test } from 'vitest';
import { npmLock } from '../../../scripts/lock/npm-lock.js';
import { pythonLock } from '../../../scripts/lock/python-lock.js';
import { programs, scratchWith } from '../scratch.js';

const PINS = {
  id: 'ours',
  requiresPython: '>=3.10',
  dependencies: ['torch==1.0'],
  overrides: ["triton; sys_platform == 'never'"],
};

describe.skipIf(process.platform === 'win32')('with programs that say what they were asked for', () => {
  test('uv resolves the pins for the oldest Python, and the lock belongs to them', () => {
    programs({ uv: 'echo "# $7 $8"; for last; do :; done; cat "$last" "$(dirname "$last")/ours.overrides"' });
    const lock = pythonLock(PINS);
    const text = lock.make(scratchWith());
    expect(lock.name).toBe('ours.txt');
    expect(text.split('\n').slice(1)).toEqual([
      '# --generate-hashes --no-emit-index-url',
      'torch==1.0',
      PINS.overrides[0],
      '',
    ]);
    expect(lock.fits(text)).toBe(true);
    expect(pythonLock({ ...PINS, dependencies: ['torch==1.1'] }).fits(text)).toBe(false);
  });

  test('npm writes a lock beside the manifest, and the lock belongs to it', () => {
    programs({
      npm: `sed 's/.*"dependencies":\\(.*\\)}$/{"packages":{"":{"dependencies":\\1}}}/' package.json > package-lock.json`,
    });
    const lock = npmLock({ id: 'ours', dependencies: ['@scope/b@2.0.0', 'a@1.0.0'] });
    const text = lock.make(scratchWith());
    expect(lock.name).toBe('ours.package-lock.json');
    expect(JSON.parse(text)).toEqual({ packages: { '': { dependencies: { '@scope/b': '2.0.0', a: '1.0.0' } } } });
    expect(lock.fits(text)).toBe(true);
    expect(npmLock({ id: 'ours', dependencies: ['a@1.0.1'] }).fits(text)).toBe(false);
  });

  test('npm that fails is an error', () => {
    programs({ npm: 'exit 1' });
    expect(() => npmLock({ id: 'ours', dependencies: ['a@1.0.0'] }).make(scratchWith())).toThrow('portability-ours');
  });
});
