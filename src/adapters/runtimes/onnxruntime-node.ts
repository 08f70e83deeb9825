import type { InferenceSessionFactory, TensorConstructor } from 'onnxruntime-common';
import { messageOf } from '../../errors.js';
import { defineRuntime, type LoadContext } from '../define.js';
import {
  DISABLED_OPTIMIZERS,
  DTYPES_PASSED,
  DYNAMIC_QUANTIZATION,
  fromOrt,
  OPTIMIZATION,
  signatureOfSession,
  toOrt,
  unsupportedByOrt,
  withoutFloat16Array,
} from '../onnxruntime-javascript.js';
import { ONNXRUNTIME_OPTIMIZERS } from '../onnxruntime-optimizers.js';

interface OrtNode {
  readonly env: { readonly versions: { readonly node?: string } };
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
}

const ort = async (context: LoadContext) => {
  withoutFloat16Array();
  return (await context.importPackage('onnxruntime-node')) as OrtNode;
};

/** ONNX Runtime through its native Node.js binding: the reference for ONNX. */
export default defineRuntime({
  id: 'onnxruntime-node',
  title: 'ONNX Runtime (Node.js)',
  engine: 'onnxruntime',
  reads: ['onnx'],
  platforms: ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'],
  options: {
    optimization: OPTIMIZATION,
    'disabled-optimizers': DISABLED_OPTIMIZERS,
    'dynamic-quantization': DYNAMIC_QUANTIZATION,
  },
  optimizers: { option: 'disabled-optimizers', names: ONNXRUNTIME_OPTIMIZERS },
  dtypes: DTYPES_PASSED,
  homeOf: ['onnx'],
  referenceOptions: { optimization: 'disabled', 'dynamic-quantization': 'none' },
  embedded: true,
  saturates: true,
  package: 'onnxruntime-node',
  oldest: '1.16.0',
  dependencies: ['onnxruntime-node@1.30.0'],

  async version(context) {
    return (await ort(context)).env.versions.node ?? 'unknown';
  },

  async load(path, { optimization, 'disabled-optimizers': disabled, 'dynamic-quantization': dynamic }, context) {
    const { InferenceSession, Tensor } = await ort(context);
    const names = String(disabled).replaceAll(' ', '').replaceAll(',', ';');
    const session = await InferenceSession.create(path, {
      executionProviders: ['cpu'],
      graphOptimizationLevel: optimization as 'disabled' | 'basic' | 'extended' | 'all',
      intraOpNumThreads: context.threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      extra: {
        ...(names !== '' && { optimization: { disable_specified_optimizers: names } }),
        // 1: float32.
        ...(dynamic === 'none' && { session: { qdq_matmulnbits_accuracy_level: '1' } }),
      },
    });
    return {
      signature: () => signatureOfSession(session, path),
      run: async (inputs) => fromOrt(await session.run(toOrt(inputs, Tensor))),
      close: () => session.release(),
    };
  },

  unsupported: (error) => unsupportedByOrt(messageOf(error)),
});
