import { expect, test } from 'vitest';
import { isaOfCpuinfo, readPlatform } from '../../src/host/platform.js';

test('the instruction sets that decide kernels, once and sorted', () => {
  const x86 =
    'processor\t: 0\nmodel name\t: A\nflags\t\t: fpu sse4_2 avx2 avx avx512f ht avx2\n\nprocessor\t: 1\nflags\t\t: amx_tile\n';
  expect(isaOfCpuinfo(x86)).toEqual(['avx', 'avx2', 'avx512f', 'sse4_2']);
  expect(isaOfCpuinfo('processor\t: 0\nFeatures\t: fp asimd i8mm crc32 bf16\n')).toEqual(['asimd', 'bf16', 'i8mm']);
  expect(isaOfCpuinfo('')).toEqual([]);
});

test('this machine is described', () => {
  const { os, arch, cpu, isa } = readPlatform();
  expect([os, arch]).toEqual([process.platform, process.arch]);
  expect(cpu).not.toBe('');
  expect(isa).toEqual([...isa].sort());
});
