import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOrdinaryImport } from '../../../src/formats/pickle/ordinary-imports.js';
import { pickleImports } from '../../../src/formats/pickle/pickle-imports.js';

const imports = (base64: string) => pickleImports(Buffer.from(base64, 'base64'));
const bytes = (text: string) => pickleImports(Buffer.from(text, 'latin1'));

/** os.system('true'), as Python 3.11 pickles it. */
test.each([
  [0, 'Y3Bvc2l4CnN5c3RlbQpwMAooVnRydWUKcDEKdHAyClJwMwou'],
  [1, 'Y3Bvc2l4CnN5c3RlbQpxAChYBAAAAHRydWVxAXRxAlJxAy4='],
  [2, 'gAJjcG9zaXgKc3lzdGVtCnEAWAQAAAB0cnVlcQGFcQJScQMu'],
  [3, 'gANjcG9zaXgKc3lzdGVtCnEAWAQAAAB0cnVlcQGFcQJScQMu'],
  [4, 'gASVHwAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAR0cnVllIWUUpQu'],
  [5, 'gAWVHwAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAR0cnVllIWUUpQu'],
])('an import is found in protocol %i', (_, base64) => {
  expect(imports(base64)).toEqual({ names: ['posix.system'], complete: true });
});

test('several, each once, and through the memo', () => {
  const two =
    'gASVRQAAAAAAAABdlCiMBXBvc2l4lIwGc3lzdGVtlJOUjAR0cnVllIWUUpSMCGJ1aWx0aW5zlIwEZXZhbJSTlIwBMZSFlFKUaANoBVKUZS4=';
  expect(imports(two).names).toEqual(['posix.system', 'builtins.eval']);
});

test.each([
  ['a class of an instance', '(ios\nsystem\n.', ['os.system'], true],
  ['a name put together while it is read', '\x80\x04\x8c\x02os\x8c\x03abc0\x93.', ['a name that it computes'], true],
  ['a name that is a copy', '\x80\x04\x8c\x02os2\x93.', ['a name that it computes'], true],
  ['an extension of the reader', '\x80\x02\x82\x07.', ['a name that it computes'], true],
  ['an end before the last instruction', 'cos\nsystem\n', ['os.system'], false],
  ['an instruction that does not exist', 'cos\nsystem\n\xff.', ['os.system'], false],
  ['a text longer than the file', '\x80\x02X\xff\xff\xff\x7fabc.', [], false],
  ['more than one pickle', '\x80\x02K\x01.cos\nsystem\n.', ['os.system'], true],
  ['a place in the memo that Python reads as another one', '\x80\x04\x8c\x02osp1\n\x8c\x01xp0_1\n.', [], false],
  ['a second pickle with such a place', '\x80\x02K\x01.p+1\ncos\nsystem\n.', [], false],
  ['a place in the memo that no pickler comes to', '\x80\x04r\xff\xff\xff\x7fcos\nsystem\n.', [], false],
  ['what is none', 'PK', [], false],
  ['nothing', '', [], false],
])('%s', (_, text, names, complete) => {
  expect(bytes(text)).toEqual({ names, complete });
});

test.each([
  ['names', Array.from({ length: 10_001 }, (_, index) => `ca\n${index}\n`).join(''), 10_001],
  ['places in the memo', '\x94'.repeat(2 ** 20 + 2), 0],
])('of more %s than are kept it says that it was not read to its end', (_, instructions, count) => {
  for (const before of ['', 'N.']) {
    const { names, complete } = bytes(`${before}N${instructions}cos\nsystem\n.`);
    expect([names.length, complete]).toEqual([count, false]);
  }
});

test.each([
  ['collections.OrderedDict', true],
  ['torch._utils._rebuild_tensor_v2', true],
  ['torch.FloatStorage', true],
  ['torch.storage.UntypedStorage', true],
  ['torch.float8_e4m3fn', true],
  ['torch.bfloat16', true],
  ['torch.nn.parameter.Parameter', true],
  ['posix.system', false],
  ['torch.hub.load', false],
  ['torch.load', false],
  ['torch._utils._rebuild_tensor_v2.__globals__', false],
  ['builtins.eval', false],
  ['collections.OrderedDict\nx', false],
  ['a name that it computes', false],
])('%s is ordinary: %s', (name, ordinary) => {
  expect(isOrdinaryImport(name)).toBe(ordinary);
});

test('whatever the bytes are, reading ends, and fast', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4096 }), (content) => {
      expect(typeof pickleImports(content).complete).toBe('boolean');
    }),
  );
});
