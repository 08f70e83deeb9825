import { expect, test } from 'vitest';
import { compiledFault } from '../../src/discover/compiled-file.js';

const ELF = Buffer.from('\x7fELF\x02\x01', 'latin1');

test.each([
  ['net.vmfb', Buffer.from('anything'), 'IREE', 'StableHLO'],
  ['models/net.so', ELF, 'machine code', 'tvm'],
  ['net.dylib', Buffer.from('cffaedfe', 'hex'), 'machine code', 'ONNX'],
  ['net.ENGINE', Buffer.from(''), 'TensorRT', 'ONNX'],
])('%s is what a compiler wrote, and its source is what to commit', (path, head, what, source) => {
  const fault = compiledFault(path, head);
  expect(fault?.what).toContain(what);
  expect(fault?.next).toContain(source);
});

test.each([
  ['net.bin', ELF],
  ['net.so', Buffer.from('INPUT(libnet.so.1)')],
])('%s of another content is not', (path, head) => {
  expect(compiledFault(path, head)).toBeNull();
});
