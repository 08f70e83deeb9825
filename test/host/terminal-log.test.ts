import { expect, test } from 'vitest';
import { terminalLog } from '../../src/host/terminal-log.js';

const WIPE = '\r\u001b[2K';

function logTo(isTTY: boolean, { verbose = false, colour = false, columns = 20 } = {}) {
  const written: string[] = [];
  const stream = { isTTY, columns, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
  return { log: terminalLog({ stream, colour, verbose }), written };
}

test('on a terminal progress is one line that replaces itself and gives way', () => {
  const { log, written } = logTo(true);
  log.progress('one');
  log.progress('two');
  log.info('news');
  log.progress('three');
  log.clear();
  log.clear();
  expect(written).toEqual(['one', WIPE, 'two', WIPE, 'news\n', 'three', WIPE]);
});

test('a name with line breaks stays on the line of its step', () => {
  for (const isTTY of [true, false]) {
    const { log, written } = logTo(isTTY);
    log.progress('1/2  a\nb\u2028c');
    expect(written.join('').trimEnd()).toBe(isTTY ? '1/2 a bc' : '1/2  a bc');
  }
});

test('elsewhere each step is a line, once', () => {
  const { log, written } = logTo(false);
  log.progress('one');
  log.progress('one');
  log.progress('a long line is not cut here, in a file');
  log.info('news');
  log.clear();
  expect(written).toEqual(['one\n', 'a long line is not cut here, in a file\n', 'news\n']);
});

test.each([
  ['a name that is longer than the line', 'a name that is long'],
  ['模型模型模型模型模型模型', '模型模型模型模型模'],
  ['two\nlines\there', 'two lines here'],
])('the live line never wraps: %j', (message, shown) => {
  const { log, written } = logTo(true);
  log.progress(message);
  expect(written).toEqual([shown]);
});

test('a terminal that does not know its width has 80 columns', () => {
  const { log, written } = logTo(true, { columns: 0 });
  log.progress('x'.repeat(100));
  expect(written).toEqual(['x'.repeat(79)]);
});

test('details are for those who ask', () => {
  const quiet = logTo(false);
  quiet.log.debug('detail');
  expect(quiet.written).toEqual([]);
  const loud = logTo(false, { verbose: true });
  loud.log.debug('detail');
  expect(loud.written).toEqual(['detail\n']);
});

test('warnings and errors are marked, in colour where there is colour', () => {
  const plain = logTo(false);
  plain.log.warn('careful');
  plain.log.error('broken');
  expect(plain.written).toEqual(['warning careful\n', 'error broken\n']);
  const coloured = logTo(true, { colour: true });
  coloured.log.error('broken');
  expect(coloured.written).toEqual(['\u001b[31merror\u001b[39m broken\n']);
});

test('names of models cannot command the terminal', () => {
  const { log, written } = logTo(true, { columns: 80 });
  log.info('\u001b]0;title\u0007name\u001b[2J');
  log.progress('\u001b[31mred\r');
  expect(written).toEqual(['name\n', 'red ']);
});
