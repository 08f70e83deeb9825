import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { actionsLog } from '../../src/host/actions-log.js';

let printed: string;
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
function lines(): readonly string[] {
  return printed.trimEnd().split('\n');
}

test('details are in a group below their step, none is empty, and warnings stand outside', () => {
  const log = actionsLog();
  log.progress('convert');
  log.info('detail');
  log.info('another');
  log.progress('run');
  log.warn('careful\nreally');
  log.info('verdict');
  log.close();
  expect(lines()).toEqual([
    'convert',
    '::group::convert: details',
    'detail',
    'another',
    '::endgroup::',
    'run',
    '::warning::careful%0Areally',
    'verdict',
  ]);
});

test('debug shows only when the runner is asked for it', () => {
  const log = actionsLog();
  vi.stubEnv('RUNNER_DEBUG', undefined);
  log.debug('no');
  vi.stubEnv('RUNNER_DEBUG', '1');
  log.debug('yes');
  expect(lines()).toEqual(['yes']);
});

test('no message becomes a command', () => {
  const log = actionsLog();
  log.info('::add-mask::x\n  ::error::y');
  log.progress('one\n::error::z');
  expect(lines()).toEqual([':\u200b:add-mask::x', '  :\u200b:error::y', 'one ::error::z']);
});

test('after ten annotations of a level the rest are lines', () => {
  const log = actionsLog();
  for (let count = 1; count <= 12; count += 1) log.warn(`w${count}`);
  log.error('e1');
  expect(lines().slice(-4)).toEqual(['::warning::w10', 'warning: w11', 'warning: w12', '::error::e1']);
});
