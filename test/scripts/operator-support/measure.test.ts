import { describe, expect, test } from 'vitest';
import { outcomeOf, supportOf } from '../../../scripts/operator-support/measure.js';
import type { ValueType } from '../../../src/types.js';

test('cases beyond the versions that a runtime knows say nothing of their operators', () => {
  const outcomes = [
    ['Relu', null],
    ['StringNormalizer', 'needs the locale en_US.UTF-8, which this machine does not have'],
    ['Gelu', 'does not know the operator Gelu'],
    ['Gelu', null],
    ['Swish', 'opset 27 is newer than this release knows (at most 26)'],
    ['BitCast', 'IR version 14 is newer than this release knows (at most 13)'],
  ] as const;
  expect(
    supportOf(
      '1.0',
      outcomes.map(([operator, lacks]) => ({ operator, since: 20, lacks })),
    ),
  ).toEqual({ version: '1.0', newest: { ir: 13, opset: 26 }, refused: { Gelu: { 20: [1, 2] } } });
});

describe('what an adapter says of an operator', () => {
  const FLOAT: ValueType = { kind: 'tensor', dtype: 'float32', shape: [1] };
  const model = (name: string, inputs: readonly string[]) => ({
    name,
    signature: { inputs: inputs.map((input) => ({ name: input, type: FLOAT })), outputs: [] },
  });
  const plain = model('plain', ['x']);
  const asked = (inside: ReturnType<typeof model> | null) => ({ operator: 'Relu', since: 14, plain, inside });
  const LACKS = 'does not know the operator Relu';
  const lackingIn =
    (...names: readonly string[]) =>
    async ({ name }: { readonly name: string }) =>
      names.includes(name) ? LACKS : null;
  const has = { operator: 'Relu', since: 14, lacks: null };
  const lacks = { operator: 'Relu', since: 14, lacks: LACKS };

  test('it has it where one of its cases runs', async () => {
    expect(await outcomeOf(asked(null), lackingIn())).toEqual(has);
    expect(await outcomeOf(asked(model('inside', ['x'])), lackingIn('plain'))).toEqual(has);
  });

  test('it lacks it where none does', async () => {
    expect(await outcomeOf(asked(null), lackingIn('plain'))).toEqual(lacks);
    expect(await outcomeOf(asked(model('inside', ['x'])), lackingIn('plain', 'inside'))).toEqual(lacks);
  });

  test('a refusal of a model without inputs says nothing of the operator in it, a success does', async () => {
    const inside = model('inside', []);
    expect(await outcomeOf(asked(inside), lackingIn('plain', 'inside'))).toBeNull();
    expect(await outcomeOf(asked(inside), lackingIn('plain'))).toEqual(has);
  });
});
