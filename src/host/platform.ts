import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';

export interface Platform {
  /** linux, darwin, win32. */
  readonly os: string;
  /** x64, arm64. */
  readonly arch: string;
  /** Name of the processor as the system reports it. */
  readonly cpu: string;
  /** Instruction sets that decide which kernels a runtime picks, and so its rounding; sorted. */
  readonly isa: readonly string[];
}

/** Flags of /proc/cpuinfo (x86 `flags`, Arm `Features`) that inference runtimes dispatch on. */
const NUMERIC_FLAGS = new Set([
  'sse4_2',
  'avx',
  'f16c',
  'fma',
  'avx2',
  'avx_vnni',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'avx512_fp16',
  'amx_tile',
  'amx_int8',
  'amx_bf16',
  'asimd',
  'fphp',
  'asimdhp',
  'asimddp',
  'i8mm',
  'bf16',
  'sve',
  'sve2',
]);

/** Instruction sets of x86 that add 8-bit products in 32 bits. */
const WIDE_PRODUCTS = ['amx_int8', 'avx512_vnni', 'avx_vnni'];

/** Whether 8-bit products are added in 16 bits here, where they saturate: x86 without VNNI, or not known to have it. */
export function saturatesHere({ arch, isa }: Pick<Platform, 'arch' | 'isa'>): boolean {
  return arch === 'x64' && !WIDE_PRODUCTS.some((flag) => isa.includes(flag));
}

export function readPlatform(): Platform {
  return { os: process.platform, arch: process.arch, cpu: cpus()[0]?.model.trim() ?? 'unknown', isa: readIsa() };
}

/**
 * What else of the system decides rounding: the release of Node.js, and that of the C library or, where it belongs to the
 * system, of the system. Windows does not report instruction sets, so there the processor's name stands for them.
 */
export function systemNumerics({ cpu, isa }: Platform): readonly string[] {
  const processor = isa.length > 0 ? isa.join(' ') : cpu;
  return [process.version, process.platform, process.arch, libraries(), processor];
}

function libraries(): string {
  if (process.platform !== 'linux') return release();
  const { header } = process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime ?? 'musl';
}

/**
 * The instruction sets in a text in the format of /proc/cpuinfo, of those that matter here; sorted. An emulated program
 * may see the processor that it is emulated on: that of another kind tells nothing.
 */
export function isaOfCpuinfo(cpuinfo: string, arch: string): string[] {
  const line = (arch.startsWith('arm') ? /^Features\s*:(.*)$/m : /^flags\s*:(.*)$/m).exec(cpuinfo)?.[1] ?? '';
  return [...new Set(line.split(/\s+/))].filter((flag) => NUMERIC_FLAGS.has(flag)).sort();
}

/** What macOS calls instruction sets of x86. */
const X86_OF_SYSCTL: Readonly<Record<string, string>> = {
  sse4_2: 'sse4_2',
  avx1_0: 'avx',
  avx2_0: 'avx2',
  f16c: 'f16c',
  fma: 'fma',
  avx512f: 'avx512f',
  avx512vnni: 'avx512_vnni',
  avx512bf16: 'avx512_bf16',
};

/** The instruction sets in what `sysctl -a` prints on macOS; sorted. */
export function isaOfSysctl(text: string): string[] {
  const present = [...text.matchAll(/^hw\.optional\.([\w.]+): 1$/gm)].map(([, name = '']) => name);
  return present
    .flatMap((name) => {
      const arm = /^arm\.FEAT_(BF16|FP16|I8MM|DotProd|SME)$/.exec(name)?.[1];
      return arm === undefined ? (X86_OF_SYSCTL[name] ?? []) : arm.toLowerCase();
    })
    .sort();
}

function readIsa(): string[] {
  if (process.platform === 'linux') {
    try {
      return isaOfCpuinfo(readFileSync('/proc/cpuinfo', 'utf8'), process.arch);
    } catch {
      // A container without /proc.
      return [];
    }
  }
  if (process.platform === 'darwin') {
    const { stdout } = spawnSync('/usr/sbin/sysctl', ['-a'], { encoding: 'utf8', timeout: 5000 });
    return isaOfSysctl(stdout ?? '');
  }
  // Windows reports instruction sets to native code only.
  return [];
}
