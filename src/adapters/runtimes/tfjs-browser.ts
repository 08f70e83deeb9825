import { basename } from 'node:path';
import { openPage } from '../../browser/open-page.js';
import { missingGraphics, type PageApi, type SentTensor } from '../../browser/page-api.js';
import { receiveValues, sendValues } from '../../browser/page-values.js';
import { messageOf } from '../../errors.js';
import { defineRuntime } from '../define.js';
import { GPU, graphicsFor, packageFiles, packageVersion } from '../page-packages.js';
import {
  described,
  loadTfjs,
  namesOf,
  runTfjs,
  TFJS,
  TFJS_DTYPES,
  TFJS_VERSION,
  type Tf,
  type TfjsLoaded,
  type TfjsNames,
  unsupportedByTfjs,
  weightFiles,
} from '../tfjs-javascript.js';

/** Backends that are packages of their own. */
const BACKENDS = ['wasm', 'webgpu'];
const PACKAGES = [TFJS, ...BACKENDS.map((name) => `${TFJS}-backend-${name}`)];

interface Given {
  readonly kind: TfjsLoaded['kind'];
  readonly backend: string;
  readonly hardware: boolean;
  readonly shards: readonly string[];
}

/** TensorFlow.js in a browser page, which it is made for. */
export default defineRuntime({
  id: 'tfjs-browser',
  title: 'TensorFlow.js (browser)',
  engine: 'tfjs',
  reads: ['tfjs'],
  options: {
    backend: {
      type: 'string',
      values: ['wasm', 'cpu', 'webgl', 'webgpu'],
      default: 'wasm',
      description: 'What computes: WebAssembly, plain JavaScript, WebGL or WebGPU',
    },
    gpu: GPU,
  },
  dtypes: TFJS_DTYPES,
  threads: false,
  browser: true,
  package: TFJS,
  oldest: '4.10.0',
  dependencies: PACKAGES.map((name) => `${name}@${TFJS_VERSION}`),

  version: async (context) => packageVersion(TFJS, context),

  async load(path, { backend, gpu }, context) {
    const model = described(path);
    const shards = weightFiles(model).map((file, index) => [`/model/${index}-${basename(file)}`, file] as const);
    const used = BACKENDS.filter((name) => name === backend);
    const page = await openPage(context.browser, {
      graphics: graphicsFor(String(backend), String(gpu)),
      folders: packageFiles(PACKAGES, context),
      files: { '/model/model.json': model.file, ...Object.fromEntries(shards) },
      scripts: [
        `/packages/${TFJS}/dist/tf.min.js`,
        ...used.map((name) => `/packages/${TFJS}-backend-${name}/dist/tf-backend-${name}.min.js`),
      ],
      imports: {},
      functions: { loadTfjs, runTfjs },
    });
    try {
      const given: Given = {
        kind: model.kind,
        backend: String(backend),
        hardware: gpu === 'hardware',
        shards: shards.map(([address]) => address),
      };
      const { half } = await page.call(loadInPage, given);
      const names = namesOf(model);
      return {
        signature: () => model.signature,
        ...(half && { effectivePrecision: 'f16' }),
        async run(inputs) {
          return receiveValues(await page.call(runInPage, { names, inputs: sendValues(inputs, page) }));
        },
        close: () => page.close(),
      };
    } catch (error) {
      await page.close();
      throw error;
    }
  },

  unsupported: (error) => missingGraphics(messageOf(error)) ?? unsupportedByTfjs(messageOf(error)),
});

async function loadInPage(api: PageApi, { kind, backend, hardware, shards }: Given): Promise<{ half: boolean }> {
  const { tf } = globalThis as unknown as { tf: Tf & { wasm?: { setWasmPaths(folder: string): void } } };
  await api.wantGraphics(backend, hardware);
  tf.wasm?.setWasmPaths('/packages/@tensorflow/tfjs-backend-wasm/wasm-out/');
  if (backend === 'wasm') tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  // TensorFlow.js would silently use another backend.
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} does not start`);
  await tf.ready();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (const address of shards) pieces.push(await api.file(address));
  const weights = await new Blob(pieces).arrayBuffer();
  const json = JSON.parse(new TextDecoder().decode(await api.file('/model/model.json')));
  const load = api.functions.loadTfjs as typeof loadTfjs;
  api.state = await load(tf, kind, json, weights);
  return { half: backend === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') };
}

async function runInPage(api: PageApi, given: { names: TfjsNames; inputs: readonly SentTensor[] }) {
  const { tf } = globalThis as unknown as { tf: Tf };
  const run = api.functions.runTfjs as typeof runTfjs;
  return api.give(await run(tf, api.state as TfjsLoaded, given.names, await api.take(given.inputs)));
}
