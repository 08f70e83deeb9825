import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { messageOf } from '../../errors.js';
import type { Values } from '../../tensor/tensor.js';
import { defineRuntime, type LoadContext } from '../define.js';
import { fromTensors, toTensors } from '../javascript-values.js';
import {
  describedTflite,
  informativeError,
  LITERTJS,
  LITERTJS_DTYPES,
  LITERTJS_VERSION,
  type Litert,
  type LitertModel,
  loadLitert,
  runLitert,
  startLitert,
  unsupportedByLitert,
  zerosOf,
} from '../litert-javascript.js';

interface Started {
  readonly litert: Litert;
  readonly errors: string[];
}

/** Once per process: a second start would free the memory of the first. */
let started: Promise<Started> | undefined;

async function start(context: LoadContext): Promise<Started> {
  const folder = `${join(context.packageFolder(LITERTJS), 'wasm')}${sep}`;
  const litert = (await context.importPackage(LITERTJS)) as Litert;
  likeWorker(folder);
  return { litert, errors: await startLitert(litert, pathToFileURL(folder).href) };
}

/**
 * LiteRT.js is made for pages and web workers: its loader runs a script with importScripts, as in a web worker. The
 * script then detects Node.js and expects the globals of a CommonJS module.
 */
function likeWorker(folder: string): void {
  const scope = globalThis as Record<string, unknown>;
  scope.self = globalThis;
  scope.navigator ??= {};
  scope.require = createRequire(join(folder, 'scripts.js'));
  scope.__dirname = folder;
  scope.__filename = join(folder, 'scripts.js');
  scope.importScripts = (address: string) => {
    const file = fileURLToPath(address);
    runInThisContext(readFileSync(file, 'utf8'), { filename: file });
  };
}

/** LiteRT compiled to WebAssembly, as browsers run it, here in Node.js. */
export default defineRuntime({
  id: 'litertjs',
  title: 'LiteRT.js (Node.js)',
  reads: ['tflite'],
  engine: 'litert',
  dtypes: LITERTJS_DTYPES,
  fixedSizes: true,
  threads: false,
  package: LITERTJS,
  oldest: '2.5.2',
  dependencies: [`${LITERTJS}@${LITERTJS_VERSION}`],

  async version(context) {
    return JSON.parse(readFileSync(join(context.packageFolder(LITERTJS), 'package.json'), 'utf8')).version;
  },

  async load(path, _options, context) {
    const { signature, key, stateful, custom } = describedTflite(path);
    started ??= start(context);
    const { litert, errors } = await started;
    const bytes = new Uint8Array(readFileSync(path));
    const make = () =>
      loadLitert(litert, bytes, 'wasm', 'fp32', errors).catch((error: unknown) => {
        throw informativeError(error);
      });
    const compute = async (one: LitertModel, inputs: Values) =>
      fromTensors(
        await runLitert(litert, one, key, toTensors(inputs), errors).catch((error: unknown) => {
          throw informativeError(error);
        }),
      );
    let model = await make();
    if (custom) await compute(model, zerosOf(signature));
    let fresh = !custom;
    return {
      signature: () => signature,
      async run(inputs) {
        if (stateful && !fresh) {
          model.delete();
          model = await make();
        }
        fresh = false;
        return compute(model, inputs);
      },
      close: async () => model.delete(),
    };
  },

  unsupported: (error) => unsupportedByLitert(messageOf(error)),
});
