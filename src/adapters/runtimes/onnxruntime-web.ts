import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Env, InferenceSessionFactory, TensorConstructor } from 'onnxruntime-common';
import { messageOf } from '../../errors.js';
import { ByteSource } from '../../onnx/byte-source.js';
import { findExternalFiles } from '../../onnx/external-data.js';
import { onnx } from '../../onnx/proto/onnx.js';
import { readSkeleton } from '../../onnx/skeleton.js';
import { defineRuntime, type LoadContext } from '../define.js';
import {
  DTYPES_PASSED,
  fromOrt,
  OPTIMIZATION,
  signatureOfSession,
  toOrt,
  unsupportedByOrt,
  withoutFloat16Array,
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
  dependencies: ['onnxruntime-web@1.30.0'],

  async version(context) {
    return (await ort(context)).env.versions.web ?? 'unknown';
  },

  async load(path, { optimization }, context) {
    const { env, InferenceSession, Tensor } = await ort(context);
    env.wasm.numThreads = context.threads;
    env.logLevel = 'error';
    const session = await InferenceSession.create(readFileSync(path), {
      executionProviders: ['wasm'],
      graphOptimizationLevel: optimization as 'disabled' | 'basic' | 'extended' | 'all',
      externalData: externalDataOf(path),
      logSeverityLevel: 3,
    });
    return {
      signature: () => signatureOfSession(session),
      run: async (inputs) => fromOrt(await session.run(toOrt(inputs, Tensor))),
      close: () => session.release(),
    };
  },

  unsupported: (error) => unsupportedByOrt(messageOf(error)),
});

/** WebAssembly sees no files: what lies beside the model is handed over as bytes. */
function externalDataOf(path: string): { path: string; data: Uint8Array }[] {
  const source = new ByteSource(path);
  try {
    const external = findExternalFiles(path, onnx.ModelProto.decode(readSkeleton(source).bytes));
    if ('fault' in external) throw new Error(external.fault.what);
    return external.files.map((file) => ({ path: file.path, data: readFileSync(join(dirname(path), file.path)) }));
  } finally {
    source.close();
  }
}
