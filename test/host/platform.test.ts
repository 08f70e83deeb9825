import { expect, test } from 'vitest';
import { isaOfCpuinfo, isaOfSysctl, readPlatform } from '../../src/host/platform.js';

test('the instruction sets that decide kernels, once and sorted', () => {
  const x86 =
    'processor\t: 0\nmodel name\t: A\nflags\t\t: fpu sse4_2 avx2 avx avx512f ht avx2\n\nprocessor\t: 1\nflags\t\t: amx_tile\n';
  expect(isaOfCpuinfo(x86, 'x64')).toEqual(['avx', 'avx2', 'avx512f', 'sse4_2']);
  expect(isaOfCpuinfo('processor\t: 0\nFeatures\t: fp asimd i8mm crc32 bf16\n', 'arm64')).toEqual([
    'asimd',
    'bf16',
    'i8mm',
  ]);
  expect(isaOfCpuinfo('', 'x64')).toEqual([]);
  // That of the machine, where a program for another processor is emulated.
  expect(isaOfCpuinfo(x86, 'arm64')).toEqual([]);
});

test('those of a Mac, by what sysctl says', () => {
  const arm =
    'hw.optional.arm.FEAT_DotProd: 1\nhw.optional.arm.FEAT_BF16: 1\nhw.optional.arm.FEAT_SME: 0\nhw.ncpu: 8\n';
  expect(isaOfSysctl(arm)).toEqual(['bf16', 'dotprod']);
  const intel = 'hw.optional.floatingpoint: 1\nhw.optional.avx2_0: 1\nhw.optional.avx1_0: 1\nhw.optional.avx512f: 0\n';
  expect(isaOfSysctl(intel)).toEqual(['avx', 'avx2']);
  expect(isaOfSysctl('')).toEqual([]);
});

test('this machine is described', () => {
  const { os, arch, cpu, isa } = readPlatform();
  expect([os, arch]).toEqual([process.platform, process.arch]);
  expect(cpu).not.toBe('');
  expect(isa).toEqual([...isa].sort());
});
