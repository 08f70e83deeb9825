import type { FailedCase, Opinion } from '../../../scripts/onnx-node-cases/case-results.js';

export const differing: FailedCase = {
  state: 'failed',
  name: 'test_add',
  operators: ['Add'],
  difference: { text: 'y (float32): 1 of 2 elements', units: 900 },
  repeats: true,
  opinions: [],
};

export function opinion(runtime: string, golden: boolean, subject: boolean): Opinion {
  return { runtime, engine: runtime, kind: 'ran', golden, subject };
}

export function silent(runtime: string): Opinion {
  return { runtime, engine: runtime, kind: 'not run' };
}
