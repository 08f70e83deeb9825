import { readFileSync } from 'node:fs';
import type { Env, InferenceSessionFactory, TensorConstructor } from 'onnxruntime-common';
import { messageOf } from '../../errors.js';
import { defineRuntime, type LoadContext } from '../define.js';
import { externalFilesOf } from '../onnx-external-files.js';
import {
  DTYPES_PASSED,
  fromOrt,
  OPTIMIZATION,
  signatureOfSession,
  toOrt,
  unsupportedByOrt,
  withoutFloat16Array,
  withText,
} from '../onnxruntime-javascript.js';

interface OrtWeb {
  readonly env: Env;
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
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
    const session = await withText(
      InferenceSession.create(readFileSync(path), {
        executionProviders: ['wasm'],
        graphOptimizationLevel: optimization as 'disabled' | 'basic' | 'extended' | 'all',
        externalData: externalFilesOf(path).map(({ path: name, file }) => ({ path: name, data: readFileSync(file) })),
        logSeverityLevel: 3,
      }),
    );
    return {
      signature: () => signatureOfSession(session, path),
      run: async (inputs) => fromOrt(await withText(session.run(toOrt(inputs, Tensor)))),
      close: () => session.release(),
    };
  },

  unsupported: (error) => unsupportedByOrt(messageOf(error)),
});
