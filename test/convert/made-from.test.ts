import { expect, test } from 'vitest';
import type { ConverterFacts } from '../../src/adapters/define.js';
import type { Artefact } from '../../src/convert/artefact-store.js';
import type { Loadable } from '../../src/convert/loadable.js';
import { changesInWords, madeFrom } from '../../src/convert/made-from.js';
import type { Signature } from '../../src/types.js';

const tensor = (name: string, dtype: 'float32' | 'int32' | 'int64', shape: readonly (number | null)[]) =>
  ({ name, type: { kind: 'tensor', dtype, shape } }) as const;
const SIGNATURE: Signature = {
  inputs: [tensor('image', 'float32', [null, 3, 8, 8]), tensor('ids', 'int64', [4])],
  outputs: [tensor('out', 'float32', [null, 5])],
};
const SOURCE: Loadable = {
  path: 'a',
  files: [],
  format: 'onnx',
  key: 'k',
  signature: SIGNATURE,
  names: { x: 'image' },
  changes: {},
  code: ['is a program'],
};
// No reader tells more about it than the converter.
const TO_TVM = { writes: 'tvm' } as ConverterFacts;

const artefact = (more: Partial<Artefact>): Artefact => ({
  path: 'b',
  files: [],
  key: 'l',
  names: {},
  dtypes: {},
  layouts: {},
  edits: [],
  version: '1',
  seconds: 0,
  cached: false,
  ...more,
});
const CHANGED = artefact({
  names: { image: 'in0', ids: 'in1' },
  dtypes: { ids: ['int64', 'int32'] },
  layouts: { image: [0, 2, 3, 1] },
});

test('names, types and layouts of the next stage are what the converter made of them', () => {
  expect(madeFrom(SOURCE, CHANGED, TO_TVM)).toEqual({
    path: 'b',
    files: [],
    key: 'l',
    format: 'tvm',
    names: { x: 'in0', image: 'in0', ids: 'in1' },
    changes: { in0: { axes: [0, 2, 3, 1] }, in1: { dtype: { from: 'int64', to: 'int32' } } },
    signature: {
      inputs: [tensor('in0', 'float32', [null, 8, 8, 3]), tensor('in1', 'int32', [4])],
      outputs: SIGNATURE.outputs,
    },
    code: ['is a program'],
  });
});

test('a second conversion that turns back leaves nothing changed but names', () => {
  const once = madeFrom(SOURCE, CHANGED, TO_TVM);
  const back = artefact({
    names: { in0: 'image' },
    layouts: { in0: [0, 3, 1, 2] },
    dtypes: { in1: ['int32', 'int64'] },
  });
  const twice = madeFrom(once, back, TO_TVM);
  expect(twice.changes).toEqual({ image: { axes: [0, 1, 2, 3] }, in1: {} });
  expect(twice.signature?.inputs).toEqual([SIGNATURE.inputs[0], tensor('in1', 'int64', [4])]);
});

test('changes are told in words, sorted', () => {
  expect(changesInWords(CHANGED)).toEqual({ changes: ['ids: int64 as int32', 'image: axes 0 2 3 1'] });
  expect(changesInWords(artefact({ names: { image: 'in0' } }))).toEqual({});
});
