import { chown, mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { findOnPath } from '../../src/host/find-on-path.js';
import { barePath } from './bare-path.js';
import { copiedTree } from './copied-tree.js';
import { emulatedProcessor } from './emulated-processor.js';
import { type NODE_RELEASES, nodeRelease } from './node-releases.js';
import type { Machine, Setting } from './setting.js';

/** Where workers, installers and whole gates are started. */
const PROCESSES = [
  'test/environments',
  'test/worker',
  'test/convert',
  'test/baseline',
  'test/e2e/workers',
  'test/e2e/gate',
];
/** Where the last bits, or 8 bits, are compared. */
const NUMBERS = ['test/adapters/onnx-variants', 'test/adapters/converters', 'test/adapters/pytorch-routes'];
/** Less what takes minutes to import under emulation. */
const EMULATED = ['test/adapters/onnx-variants', 'test/adapters/converters', 'test/adapters/python-runtimes'];
const NOBODY = 65534;

/** The environment of this process, which everything is installed for. */
function usual({ host, indexes }: Machine, changes: Readonly<Record<string, string>> = {}): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...host.env, ...indexes, PORTABILITY_CACHE: host.cache, ...changes }))
    if (value !== undefined) env[name] = value;
  return env;
}

/** As after the installation of the system: an empty home, and so empty caches. */
async function empty({ indexes }: Machine, folder: string, PATH: string): Promise<Record<string, string>> {
  const env = { PATH, HOME: join(folder, 'home'), TMPDIR: join(folder, 'tmp'), LC_ALL: 'C', ...indexes };
  for (const made of [env.HOME, env.TMPDIR]) await mkdir(made);
  return env;
}

function underNode(version: keyof typeof NODE_RELEASES): Setting {
  return {
    id: `node-${version.split('.')[0]}`,
    title: `Node.js ${version}`,
    unit: true,
    slow: [...PROCESSES, 'test/adapters/onnx-variants'],
    async prepare(machine) {
      if (process.platform !== 'linux') return 'the wheels with these hashes are for Linux';
      const bin = await nodeRelease(version, machine.host);
      const PATH = [bin, machine.host.env.PATH].join(delimiter);
      return { node: join(bin, 'node'), env: usual(machine, { PATH }), cwd: machine.host.cwd };
    },
  };
}

export const SETTINGS: readonly Setting[] = [
  {
    id: 'bare',
    title: 'empty home and caches, no uv, of Python python3 alone, LC_ALL=C',
    unit: true,
    slow: PROCESSES,
    async prepare(machine, folder) {
      const PATH = await barePath(join(folder, 'bin'), machine.host);
      return { node: machine.host.node, env: await empty(machine, folder, PATH), cwd: machine.host.cwd };
    },
  },
  {
    id: 'posix',
    title: 'LC_ALL=POSIX',
    unit: true,
    slow: ['test/adapters/onnx-variants', 'test/e2e/gate'],
    async prepare(machine) {
      return { node: machine.host.node, env: usual(machine, { LC_ALL: 'POSIX' }), cwd: machine.host.cwd };
    },
  },
  {
    id: 'abroad',
    title: 'another language and time zone, umask 077, colours, a narrow terminal',
    unit: true,
    slow: ['test/baseline', 'test/e2e/gate', 'test/e2e/workers', 'test/probe'],
    async prepare(machine) {
      const locale = { LC_ALL: 'de_DE.UTF-8', LANG: 'tr_TR.UTF-8', LANGUAGE: 'tr', TZ: 'Pacific/Chatham' };
      const env = usual(machine, { ...locale, FORCE_COLOR: '1', COLUMNS: '40' });
      return { node: machine.host.node, env, cwd: machine.host.cwd, umask: 0o077 };
    },
  },
  {
    id: 'runner',
    title: 'the variables of a runner of GitHub',
    unit: true,
    slow: ['test/baseline', 'test/environments', 'test/e2e/gate', 'test/e2e/workers', 'test/e2e/action'],
    async prepare(machine, folder) {
      const made = ['temp', 'tools', 'workspace'].map((name) => join(folder, name));
      for (const path of made) await mkdir(path);
      const [temp = '', tools = '', workspace = ''] = made;
      for (const name of ['env', 'event.json', 'output', 'path', 'summary']) await writeFile(join(folder, name), '');
      await writeFile(join(folder, 'event.json'), '{"pull_request": {"number": 1}}');
      const github = {
        ACTIONS: 'true',
        ACTION: 'gate',
        API_URL: 'http://127.0.0.1:9',
        ENV: join(folder, 'env'),
        EVENT_NAME: 'pull_request',
        EVENT_PATH: join(folder, 'event.json'),
        OUTPUT: join(folder, 'output'),
        PATH: join(folder, 'path'),
        REPOSITORY: 'acme/models',
        RUN_ID: '1',
        SERVER_URL: 'http://127.0.0.1:9',
        SHA: 'a'.repeat(40),
        STEP_SUMMARY: join(folder, 'summary'),
        TOKEN: 'a-token',
        WORKSPACE: workspace,
      };
      const named = Object.entries(github).map(([name, value]) => [`GITHUB_${name}`, value]);
      const runner = { RUNNER_TEMP: temp, RUNNER_TOOL_CACHE: tools, RUNNER_OS: 'Linux', RUNNER_DEBUG: '1', CI: 'true' };
      return {
        node: machine.host.node,
        env: usual(machine, { ...Object.fromEntries(named), ...runner }),
        cwd: machine.host.cwd,
      };
    },
  },
  {
    id: 'busy',
    title: 'as many busy loops as processors beside them',
    unit: true,
    slow: PROCESSES,
    async prepare(machine) {
      return { node: machine.host.node, env: usual(machine), cwd: machine.host.cwd, loops: availableParallelism() };
    },
  },
  {
    id: 'user',
    title: 'a user without rights and without a name',
    unit: true,
    slow: PROCESSES,
    async prepare(machine, folder) {
      if (process.getuid?.() !== 0) return 'only root can become another user; these tests run as an ordinary one';
      // Programs in the home of root are not there for others.
      const home = machine.host.env.HOME ?? '/root';
      const folders = (machine.host.env.PATH ?? '').split(delimiter).filter((path) => !path.startsWith(home));
      const PATH = folders.join(delimiter);
      if ((await findOnPath({ PATH }, 'python3')) === null) return 'there is no python3 outside of the home of root';
      const env = await empty(machine, folder, PATH);
      await copiedTree(join(folder, 'tree'), NOBODY);
      for (const path of [folder, env.HOME, env.TMPDIR]) if (path !== undefined) await chown(path, NOBODY, NOBODY);
      return { node: machine.host.node, env, cwd: join(folder, 'tree'), user: NOBODY };
    },
  },
  underNode('22.20.0'),
  underNode('24.19.0'),
  {
    id: 'avx2',
    title: 'NumPy, OpenBLAS and PyTorch told not to use AVX-512',
    unit: false,
    slow: NUMBERS,
    async prepare(machine) {
      // Not oneDNN: OpenVINO goes by the processor all the same, and crashes.
      const env = usual(machine, {
        ATEN_CPU_CAPABILITY: 'avx2',
        MKL_ENABLE_INSTRUCTIONS: 'AVX2',
        NPY_DISABLE_CPU_FEATURES: 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR',
        OPENBLAS_CORETYPE: 'Haswell',
      });
      return { node: machine.host.node, env, cwd: machine.host.cwd };
    },
  },
  {
    id: 'haswell',
    title: 'workers on an emulated processor without AVX-512 and VNNI',
    unit: false,
    slow: EMULATED,
    async prepare(machine, folder) {
      if (process.arch !== 'x64') return 'the emulator is for x64';
      const variables = await emulatedProcessor(folder, machine.host);
      if (variables === null) return 'there is no emulator (Debian and Ubuntu: apt-get install qemu-user)';
      // In threads: a process of its own would be emulated as well. IREE's compiler is a program of its own, which is not,
      // and so compiles for the processor that is really there.
      const vitest = ['--pool=threads', '--testNamePattern', '^(?!.*iree-from-onnx)'];
      return { node: machine.host.node, env: usual(machine, variables), cwd: machine.host.cwd, vitest };
    },
  },
];
