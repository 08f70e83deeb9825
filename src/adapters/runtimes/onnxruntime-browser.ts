import { basename } from 'node:path';
import type {
  Env,
  InferenceSession,
  InferenceSessionFactory,
  Tensor as OrtTensor,
  TensorConstructor,
} from 'onnxruntime-common';
import { openPage } from '../../browser/open-page.js';
import { missingGraphics, type PageApi, type PageTensor, type SentTensor } from '../../browser/page-api.js';
import { receiveValues, sendValues } from '../../browser/page-values.js';
import { messageOf } from '../../errors.js';
import { defineRuntime } from '../define.js';
import { externalFilesOf } from '../onnx-external-files.js';
import {
  DTYPES_PASSED,
  OPTIMIZATION,
  type SessionMetadata,
  signatureOfSession,
  unsupportedByOrt,
} from '../onnxruntime-javascript.js';
import { GPU, graphicsFor, packageFiles, packageVersion } from '../page-packages.js';

const PACKAGE = 'onnxruntime-web';

interface OrtWeb {
  readonly env: Env;
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
}

interface State {
  readonly session: InferenceSession;
  readonly Tensor: TensorConstructor;
}

interface Given {
  readonly folder: string;
  readonly backend: string;
  readonly hardware: boolean;
  readonly optimization: string;
  readonly external: readonly { readonly path: string; readonly address: string }[];
}

/** ONNX Runtime Web in a browser page, which it is made for. */
export default defineRuntime({
  id: 'onnxruntime-browser',
  title: 'ONNX Runtime Web (browser)',
  engine: 'onnxruntime',
  reads: ['onnx'],
  options: {
    backend: {
      type: 'string',
      values: ['wasm', 'webgpu', 'webgl'],
      default: 'wasm',
      description: 'What computes: WebAssembly, WebGPU or, with few operators, WebGL',
    },
    optimization: OPTIMIZATION,
    gpu: GPU,
  },
  dtypes: DTYPES_PASSED,
  threads: false,
  browser: true,
  package: PACKAGE,
  oldest: '1.19.2',
  dependencies: [`${PACKAGE}@1.30.0`],

  version: async (context) => packageVersion(PACKAGE, context),

  async load(path, { backend, optimization, gpu }, context) {
    const external = externalFilesOf(path).map((one, index) => ({
      ...one,
      address: `/model/data/${index}-${basename(one.path)}`,
    }));
    const page = await openPage(context.browser, {
      graphics: graphicsFor(String(backend), String(gpu)),
      folders: packageFiles([PACKAGE], context),
      files: {
        '/model/model.onnx': path,
        ...Object.fromEntries(external.map(({ address, file }) => [address, file])),
      },
      scripts: [],
      imports: {},
      functions: {},
    });
    try {
      const metadata = await page.call(loadInPage, {
        folder: `/packages/${PACKAGE}/dist/`,
        backend: String(backend),
        hardware: gpu === 'hardware',
        optimization: String(optimization),
        external: external.map(({ path: name, address }) => ({ path: name, address })),
      });
      const signature = signatureOfSession(metadata, path);
      return {
        signature: () => signature,
        async run(inputs) {
          return receiveValues(await page.call(runInPage, sendValues(inputs, page)));
        },
        close: () => page.close(),
      };
    } catch (error) {
      await page.close();
      throw error;
    }
  },

  unsupported(error) {
    const message = messageOf(error);
    return missingGraphics(message) ?? unsupportedByWebgl(message) ?? unsupportedByOrt(message);
  },
});

function unsupportedByWebgl(message: string): string | null {
  const operator = /cannot resolve operator '(\w+)' with opsets: (.*)/.exec(message);
  if (operator !== null) return `its WebGL has no kernel for the operator ${operator[1]} (${operator[2]})`;
  return null;
}

async function loadInPage(
  api: PageApi,
  { folder, backend, hardware, optimization, external }: Given,
): Promise<SessionMetadata> {
  await api.wantGraphics(backend, hardware);
  // With it, float16 would arrive as numbers; without it, float16 is passed as its bits.
  Reflect.deleteProperty(globalThis, 'Float16Array');
  const { env, InferenceSession, Tensor }: OrtWeb = await import(
    /* webpackIgnore: true */ `${folder}ort.${backend}.min.mjs`
  );
  env.wasm.numThreads = 1;
  env.wasm.wasmPaths = folder;
  env.logLevel = 'error';
  const externalData: { path: string; data: Uint8Array }[] = [];
  for (const { path, address } of external) externalData.push({ path, data: await api.file(address) });
  const session = await InferenceSession.create(await api.file('/model/model.onnx'), {
    executionProviders: [backend],
    graphOptimizationLevel: optimization as 'disabled' | 'basic' | 'extended' | 'all',
    ...(externalData.length > 0 && { externalData }),
    logSeverityLevel: 3,
  });
  const state: State = { session, Tensor };
  api.state = state;
  const { inputMetadata, outputMetadata }: SessionMetadata = session;
  // The WebGL backend does not report inputs and outputs, and neither do old releases.
  if (backend === 'webgl' || inputMetadata === undefined || outputMetadata === undefined) return {};
  return { inputMetadata: [...inputMetadata], outputMetadata: [...outputMetadata] };
}

async function runInPage(api: PageApi, sent: readonly SentTensor[]) {
  const { session, Tensor } = api.state as State;
  const feeds: Record<string, OrtTensor> = {};
  for (const { name, dtype, shape, data } of await api.take(sent))
    feeds[name] = new Tensor(dtype as OrtTensor.Type, data as OrtTensor.DataType, shape);
  const outputs = Object.entries(await session.run(feeds)) as [string, OrtTensor][];
  const tensors: PageTensor[] = outputs.map(([name, { type, dims, data }]) => ({
    name,
    dtype: type,
    shape: dims,
    data,
  }));
  return api.give(tensors);
}
