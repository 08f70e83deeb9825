import { expect, test } from 'vitest';
import { lastOfError, meaningfulLine } from '../../src/worker/meaningful-line.js';

test.each([
  ['bad\nmore', 'bad', 'more'],
  ['\u001b[1;31merror\u001b[0m: unknown op Foo', 'error: unknown op Foo', ''],
  ['\n\nNext steps:\n* Try another opset', '* Try another opset', 'Next steps:'],
  [
    '====\nTraceback (most recent call last):\n  File "a.py", line 3\nValueError: odd',
    'ValueError: odd',
    '====\nTraceback (most recent call last):\n  File "a.py", line 3',
  ],
  [
    'Graph execution error:\n<stack traces unavailable>\nCannot deserialize computation: no vhlo',
    'Cannot deserialize computation: no vhlo',
    'Graph execution error:\n<stack traces unavailable>',
  ],
  ['Failed to load:', 'Failed to load:', ''],
  ['', '', ''],
])('the line of %j that says what is wrong', (message, line, rest) => {
  expect(meaningfulLine(message)).toEqual({ line, rest });
});

test.each([
  ['loading\nSegmentation fault\n\n', 'Segmentation fault'],
  ['assertion failed: x > 0\nConverted Success!\n', 'assertion failed: x > 0'],
  ['Converted Success!\n', null],
  [
    'check failed: rank < 4\nFatal Python error: Aborted\n\nCurrent thread 0x1 (most recent call first):\n',
    'check failed: rank < 4',
  ],
  ['Fatal Python error: Segmentation fault\n\nExtension modules: numpy.exceptions (total: 1)', null],
  [
    "thread '<unnamed>' panicked at core/src/model.rs:12:5:\nindex out of bounds\nnote: run with `RUST_BACKTRACE=1`\nfatal runtime error: failed to initiate panic\nFatal Python error: Aborted",
    'index out of bounds',
  ],
  ['', null],
])('what %j complains of last', (stderr, line) => {
  expect(lastOfError(stderr)).toBe(line);
});
