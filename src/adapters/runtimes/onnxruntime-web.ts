import { readFileSync } from 'node:fs';
import type { Env, InferenceSession, InferenceSessionFactory, TensorConstructor } from 'onnxruntime-common';
import { messageOf } from '../../errors.js';
import { readOnnxModel } from '../../onnx/onnx-model.js';
import { defineRuntime, type LoadContext } from '../define.js';
import { externalFilesOf } from '../onnx-external-files.js';
import {
  DTYPES_PASSED,
  errorWithText,
  fromOrt,
  isWithoutText,
  OPTIMIZATION,
  signatureOfSession,
  toOrt,
  unsupportedByOrt,
  withoutFloat16Array,
  withText,
} from '../onnxruntime-javascript.js';
import { TooNewForRelease, tooNewForRelease } from '../too-new-for-release.js';

interface OrtWeb {
  readonly env: Env;
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
}

type ExternalData = NonNullable<InferenceSession.SessionOptions['externalData']>;

/** Releases before 1.24 throw an exception without its text: what they refuse is found by trying. */
async function inWords(
  error: unknown,
  path: string,
  create: (model: Uint8Array) => Promise<InferenceSession>,
): Promise<unknown> {
  if (!isWithoutText(error)) return error;
  const model = readOnnxModel(path);
  if ('fault' in model) return errorWithText(error);
  const loads = async (small: Uint8Array) => {
    try {
      await (await create(small)).release();
      return true;
    } catch {
      return false;
    }
  };
  const tooNew = await tooNewForRelease(model, loads);
  return tooNew === null ? errorWithText(error) : new TooNewForRelease(tooNew);
}

const ort = async (context: LoadContext) => {
  withoutFloat16Array();
  return (await context.importPackage('onnxruntime-web')) as OrtWeb;
};

/** ONNX Runtime compiled to WebAssembly, as browsers run it, here in Node.js: the same kernels on every platform. */
export default defineRuntime({
  id: 'onnxruntime-web',
  title: 'ONNX Runtime Web (WebAssembly)',
  engine: 'onnxruntime',
  reads: ['onnx'],
  options: { optimization: OPTIMIZATION },
  dtypes: DTYPES_PASSED,
  homeOf: ['onnx'],
  referenceOptions: { optimization: 'disabled' },
  embedded: true,
  package: 'onnxruntime-web',
  oldest: '1.16.0',
  dependencies: ['onnxruntime-web@1.30.0'],

  async version(context) {
    return (await ort(context)).env.versions.web ?? 'unknown';
  },

  async load(path, { optimization }, context) {
    const { env, InferenceSession, Tensor } = await ort(context);
    env.wasm.numThreads = context.threads;
    env.logLevel = 'error';
    const create = (model: Uint8Array, externalData: ExternalData = []) =>
      InferenceSession.create(model, {
        executionProviders: ['wasm'],
        graphOptimizationLevel: optimization as 'disabled' | 'basic' | 'extended' | 'all',
        externalData,
        logSeverityLevel: 3,
      });
    const beside = externalFilesOf(path).map(({ path: name, file }) => ({ path: name, data: readFileSync(file) }));
    const session = await create(readFileSync(path), beside).catch(async (error) => {
      throw await inWords(error, path, (model) => create(model));
    });
    return {
      signature: () => signatureOfSession(session, path),
      run: async (inputs) => fromOrt(await withText(session.run(toOrt(inputs, Tensor)))),
      close: () => session.release(),
    };
  },

  unsupported: (error) => (error instanceof TooNewForRelease ? error.message : unsupportedByOrt(messageOf(error))),
});
