/**
 * The Node.js end of the worker protocol: `node harness.js <adapter id or file> <folder whose packages it may import>`,
 * followed by the executable of a browser, for runtimes that run in one.
 * The framework may print what it likes: standard output is pointed at standard error before it is imported.
 */
import { readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { LoadContext, NodeRuntime, Session } from '../adapters/define.js';
import { nodeRuntimes } from '../adapters/node-runtimes.generated.js';
import { messageOf } from '../errors.js';
import { checkInputs } from '../tensor/check-inputs.js';
import { readValues, writeValues } from '../values/value-folder.js';
import { PROTOCOL_VERSION, type Request } from './protocol.js';

const say = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
const send = (message: object): void => void say(`${JSON.stringify(message)}\n`);

const [, , adapterName = '', packages = '', browser = ''] = process.argv;
const require = createRequire(join(packages, 'package.json'));

function contextFor(threads: number): LoadContext {
  return {
    threads,
    async importPackage(name) {
      const module: { default?: unknown } = await import(
        /* webpackIgnore: true */ pathToFileURL(require.resolve(name)).href
      );
      return module.default ?? module;
    },
    packageFolder: (name) => join(packages, 'node_modules', name),
    browser,
  };
}

async function findRuntime(): Promise<NodeRuntime> {
  if (isAbsolute(adapterName)) {
    const module: { default?: NodeRuntime } = await import(/* webpackIgnore: true */ pathToFileURL(adapterName).href);
    if (module.default === undefined)
      throw new Error('the adapter has no default export; it must be a runtime made by defineRuntime');
    return module.default;
  }
  const found = nodeRuntimes.find(({ id }) => id === adapterName);
  if (found === undefined) throw new Error(`no runtime is called ${JSON.stringify(adapterName)}`);
  return found;
}

const peakRssBytes = (): number => process.resourceUsage().maxRSS * 1024;

class WrongInput extends Error {
  override readonly name = 'WrongInput';
}

async function answer(runtime: NodeRuntime, sessions: Map<string, Session>, request: Request): Promise<unknown> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  switch (request.method) {
    case 'load': {
      await sessions.get(request.handle)?.close();
      sessions.delete(request.handle);
      const session = await runtime.load(
        request.path,
        request.options as Record<string, string>,
        contextFor(request.threads),
      );
      sessions.set(request.handle, session);
      const effectivePrecision = session.effectivePrecision ?? null;
      return { signature: session.signature(), effectivePrecision, seconds: seconds(), peakRssBytes: peakRssBytes() };
    }
    case 'run': {
      const session = sessions.get(request.handle);
      if (session === undefined) throw new Error(`nothing is loaded as ${request.handle}`);
      const inputs = await readValues(request.inputs);
      // Bindings convert, broadcast or crash on inputs that do not fit, so every input is checked first.
      const problems = checkInputs(inputs, session.signature());
      if (problems.length > 0) throw new WrongInput(problems.join('; '));
      const before = performance.now();
      const outputs = await session.run(inputs);
      const ran = (performance.now() - before) / 1000;
      await writeValues(request.outputs, outputs);
      return { seconds: ran, peakRssBytes: peakRssBytes() };
    }
    case 'unload':
      await sessions.get(request.handle)?.close();
      sessions.delete(request.handle);
      return {};
  }
}

/**
 * Removes what earlier models left in a folder of the worker: none finds anything of another, or pays for it. The worker
 * does it, not the gate: it reaches nothing else, wherever a link leads.
 */
async function empty(folder: string, kept: readonly string[]): Promise<void> {
  // A model may also have removed the folder itself.
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => !kept.includes(one)))
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
}

async function main(): Promise<void> {
  let runtime: NodeRuntime;
  try {
    runtime = await findRuntime();
    send({ event: 'ready', protocol: PROTOCOL_VERSION, version: await runtime.version(contextFor(1)) });
  } catch (error) {
    send({ event: 'broken', type: error instanceof Error ? error.name : 'Error', message: messageOf(error) });
    return;
  }
  const sessions = new Map<string, Session>();
  const { PORTABILITY_HOME: home, PORTABILITY_MADE: made } = process.env;
  const kept = home === undefined ? [] : await readdir(home);
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, ...request } = JSON.parse(line) as Request & { id: number };
    if (request.method === 'load' && sessions.size === 0) {
      if (home !== undefined) await empty(home, kept);
      if (made !== undefined) await empty(made, []);
    }
    try {
      send({ id, ok: true, result: await answer(runtime, sessions, request as Request) });
    } catch (error) {
      const reason = runtime.unsupported(error);
      const type = error instanceof Error ? error.name : 'Error';
      const message = (reason ?? messageOf(error)).slice(0, 4000);
      send({ id, ok: false, error: { kind: reason === null ? 'failed' : 'unsupported', type, message } });
    }
  }
}

await main();
// Frameworks leave threads behind that would keep the process alive.
process.exit(0);
