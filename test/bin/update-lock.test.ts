import { expect, test } from 'vitest';
import { refuseInCi } from '../../src/bin/commands/update-lock.js';
import { UserError } from '../../src/errors.js';

test.each(['true', '1', 'woodpecker'])('with CI=%s a baseline is not written', (CI) => {
  expect(() => refuseInCi({ env: { CI } })).toThrow(UserError);
});

test.each([undefined, '', '0', 'false', 'FALSE'])('with CI=%s it is', (CI) => {
  expect(() => refuseInCi({ env: { CI } })).not.toThrow();
});
