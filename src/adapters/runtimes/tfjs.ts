import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { messageOf } from '../../errors.js';
import { defineRuntime, type LoadContext } from '../define.js';
import { fromTensors, toTensors } from '../javascript-values.js';
import {
  loadTfjs,
  namesOf,
  readWhole,
  runTfjs,
  TFJS,
  TFJS_DTYPES,
  TFJS_VERSION,
  type Tf,
  unsupportedByTfjs,
} from '../tfjs-javascript.js';

const WASM = '@tensorflow/tfjs-backend-wasm';

interface WasmBackend {
  setWasmPaths(folder: string): void;
}

const tensorflow = async (context: LoadContext) => (await context.importPackage(TFJS)) as Tf;

/** TensorFlow.js in Node.js, from memory: no native addon, the code that browsers run. */
export default defineRuntime({
  id: 'tfjs',
  title: 'TensorFlow.js (Node.js)',
  reads: ['tfjs'],
  options: {
    backend: {
      type: 'string',
      values: ['wasm', 'cpu'],
      default: 'wasm',
      description: 'What computes: WebAssembly, or plain JavaScript, which is slower and has more operators',
    },
  },
  dtypes: TFJS_DTYPES,
  homeOf: ['tfjs'],
  referenceOptions: { backend: 'cpu' },
  threads: false,
  package: TFJS,
  oldest: '3.21.0',
  dependencies: [TFJS, WASM].map((name) => `${name}@${TFJS_VERSION}`),

  async version(context) {
    return (await tensorflow(context)).version.tfjs;
  },

  async load(path, { backend }, context) {
    const tf = await tensorflow(context);
    if (backend === 'wasm') {
      const { setWasmPaths } = (await context.importPackage(WASM)) as WasmBackend;
      setWasmPaths(`${join(context.packageFolder(WASM), 'wasm-out')}${sep}`);
      tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    }
    if (!(await tf.setBackend(String(backend)))) throw new Error(`the backend ${backend} does not start`);
    const { model, weights } = readWhole(path);
    const loaded = await loadTfjs(tf, model.kind, JSON.parse(readFileSync(model.file, 'utf8')), weights.buffer);
    const names = namesOf(model);
    return {
      signature: () => model.signature,
      async run(inputs) {
        // Sessions with another backend may have run in between.
        await tf.setBackend(String(backend));
        return fromTensors(await runTfjs(tf, loaded, names, toTensors(inputs)));
      },
      close: async () => {},
    };
  },

  unsupported: (error) => unsupportedByTfjs(messageOf(error)),
});
