import { openPage } from '../../browser/open-page.js';
import { missingGraphics, type PageApi, type SentTensor } from '../../browser/page-api.js';
import { receiveValues, sendValues } from '../../browser/page-values.js';
import { messageOf } from '../../errors.js';
import type { Values } from '../../tensor/tensor.js';
import { defineRuntime } from '../define.js';
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
import { GPU, graphicsFor, packageFiles, packageVersion } from '../page-packages.js';

const WASM_UTILS = '@litertjs/wasm-utils';
const MODEL = '/model/model.tflite';

interface State {
  readonly litert: Litert;
  readonly errors: string[];
  readonly make: () => Promise<LitertModel>;
  readonly model: LitertModel;
  readonly used: boolean;
}

interface Given {
  readonly address: string;
  readonly backend: string;
  readonly hardware: boolean;
  readonly precision: string;
}

interface Inputs {
  readonly key: string | null;
  readonly stateful: boolean;
  readonly inputs: readonly SentTensor[];
}

/** LiteRT.js in a browser page, which it is made for. */
export default defineRuntime({
  id: 'litertjs-browser',
  title: 'LiteRT.js (browser)',
  engine: 'litert',
  reads: ['tflite'],
  options: {
    backend: {
      type: 'string',
      values: ['wasm', 'webgpu'],
      default: 'wasm',
      description: 'What computes: WebAssembly or WebGPU',
    },
    precision: {
      type: 'string',
      values: ['f32', 'f16'],
      default: 'f32',
      description: 'Precision in which WebGPU computes',
    },
    gpu: GPU,
  },
  dtypes: LITERTJS_DTYPES,
  fixedSizes: true,
  threads: false,
  browser: true,
  package: LITERTJS,
  oldest: '2.0.0',
  dependencies: [`${LITERTJS}@${LITERTJS_VERSION}`, `${WASM_UTILS}@${LITERTJS_VERSION}`],

  version: async (context) => packageVersion(LITERTJS, context),

  async load(path, { backend, precision, gpu }, context) {
    const { signature, key, stateful, custom } = describedTflite(path);
    const page = await openPage(context.browser, {
      graphics: graphicsFor(String(backend), String(gpu)),
      folders: packageFiles([LITERTJS, WASM_UTILS], context),
      files: { [MODEL]: path },
      scripts: [],
      imports: { [WASM_UTILS]: `/packages/${WASM_UTILS}/dist/index.js` },
      functions: { startLitert, loadLitert, runLitert },
    });
    const inWords = (error: unknown) => {
      throw informativeError(error);
    };
    const run = async (inputs: Values) => {
      const given: Inputs = { key, stateful, inputs: sendValues(inputs, page) };
      return receiveValues(await page.call(runInPage, given).catch(inWords));
    };
    try {
      const given: Given = {
        address: `/packages/${LITERTJS}`,
        backend: String(backend),
        hardware: gpu === 'hardware',
        precision: precision === 'f16' ? 'fp16' : 'fp32',
      };
      const { whole } = await page.call(loadInPage, given).catch(inWords);
      if (!whole && backend === 'webgpu')
        process.stderr.write('LiteRT.js runs a part of this model on WebAssembly: WebGPU does not support all of it\n');
      if (custom) await run(zerosOf(signature));
      return {
        signature: () => signature,
        ...(backend === 'webgpu' && precision === 'f16' && { effectivePrecision: 'f16' }),
        run,
        close: () => page.close(),
      };
    } catch (error) {
      await page.close();
      throw error;
    }
  },

  unsupported: (error) => missingGraphics(messageOf(error)) ?? unsupportedByLitert(messageOf(error)),
});

async function loadInPage(api: PageApi, { address, backend, hardware, precision }: Given): Promise<{ whole: boolean }> {
  await api.wantGraphics(backend, hardware);
  const litert: Litert = await import(/* webpackIgnore: true */ `${address}/dist/index.js`);
  const [start, load] = [
    api.functions.startLitert as typeof startLitert,
    api.functions.loadLitert as typeof loadLitert,
  ];
  const errors = await start(litert, `${address}/wasm/`);
  const bytes = await api.file('/model/model.tflite');
  const make = () => load(litert, bytes, backend, precision, errors);
  const model = await make();
  const state: State = { litert, errors, make, model, used: false };
  api.state = state;
  return { whole: model.isFullyAccelerated };
}

async function runInPage(api: PageApi, { key, stateful, inputs }: Inputs) {
  const state = api.state as State;
  let { model } = state;
  if (stateful && state.used) {
    model.delete();
    model = await state.make();
  }
  api.state = { ...state, model, used: true };
  const run = api.functions.runLitert as typeof runLitert;
  return api.give(await run(state.litert, model, key, await api.take(inputs), state.errors));
}
