import { expect, test } from 'vitest';
import { BytesInMemory } from '../../../src/bytes/byte-reader.js';
import { readForm } from '../../../src/discover/read-form.js';
import { narrowTypeOfBytecode, narrowTypeOfText } from '../../../src/formats/stablehlo/narrow-types.js';
import { stablehlo } from '../../adapters/fixtures/stablehlo.js';
import { folderOf } from '../../discover/repository.js';

test.each([
  ['identity-bfloat16', 'bf16'],
  ['identity-float16', 'f16'],
  ['plain-bfloat16', 'bf16'],
  ['text-bfloat16', 'bf16'],
  ['identity-float32', undefined],
  ['identity-float64', undefined],
  ['identity-float8_e5m2', undefined],
  ['identity-int8', undefined],
  ['conv', undefined],
  ['bytecode', undefined],
  ['text', undefined],
])('the narrowest float of %s is %s', async (name, narrow) => {
  const { content } = await readForm(folderOf({ 'net.mlir': stablehlo(name) }), 'net.mlir');
  expect(content).toMatchObject({ format: 'stablehlo' });
  expect('fault' in content ? content.fault : content.narrow).toBe(narrow);
});

test('bytecode that ends early or is of another kind says nothing', () => {
  const bytes = stablehlo('plain-bfloat16');
  for (let length = 0; length < bytes.length; length += 3)
    expect(narrowTypeOfBytecode(new BytesInMemory(bytes.subarray(0, length)), 0), `${length}`).toSatisfy(
      (type) => type === null || type === 'bf16',
    );
  expect(narrowTypeOfBytecode(new BytesInMemory(Buffer.alloc(64, 0xff)), 0)).toBeNull();
  expect(narrowTypeOfBytecode(new BytesInMemory(Buffer.alloc(64)), 0)).toBeNull();
});

test('a type in text is found wherever it is, and weights and names are no types', () => {
  const typeIn = (text: string) => narrowTypeOfText(new BytesInMemory(Buffer.from(text)));
  for (let spaces = 2 ** 20 - 12; spaces < 2 ** 20 + 2; spaces++)
    expect(typeIn(`${' '.repeat(spaces)}tensor<2xf16>`), `${spaces}`).toBe('f16');
  expect(typeIn('tensor<bf16>')).toBe('bf16');
  expect(typeIn('loc("bf16") dense<"0xbf16"> : tensor<2xf32>')).toBeNull();
});
