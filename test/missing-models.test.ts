import { expect, test } from 'vitest';
import { EMPTY_BASELINE } from '../src/baseline/lock-schema.js';
import { missingModels } from '../src/missing-models.js';
import { approvalOf, DIGEST } from './baseline/lock.js';
import { model, signature } from './plan/facts.js';

const net = model('net', signature({ kind: 'tensor', dtype: 'float32', shape: [1] }));
const gone = (files: string[], ids: string[] = []) => {
  const models = ids.map((id) => ({ id, sha256: DIGEST, noise: [] }));
  return missingModels('/repository', [net], files, { ...EMPTY_BASELINE, models }).map(({ id }) => id);
};

test.each<[string, string[], string[]]>([
  ['goldens of a model that is there', ['golden/net/a.inputs.npz', 'net-0.golden/a.npz'], []],
  ['archives', ['golden/old/a.inputs.npz', 'golden/old/a.outputs.npz'], ['old']],
  ['an id with a folder', ['golden/models/old/a.npz'], ['models/old']],
  ['folders of arrays', ['golden/old/case/inputs/x.npy'], ['old']],
  ['ONNX test data', ['golden/old/test_data_set_0/input_0.pb'], ['old']],
  ['beside the model', ['nets/old.golden/a.npz'], ['nets/old']],
  ['a committed file that the configuration leaves out', ['golden/other/a.npz', 'other.onnx'], []],
  ['other files', ['golden/old/readme.md', 'data/x.npz'], []],
])('%s', (_, files, ids) => {
  expect(gone(files)).toEqual(ids);
});

test('goldens under the name of a model without its folder', () => {
  const nested = model('models/net', signature({ kind: 'tensor', dtype: 'float32', shape: [1] }));
  const next = (models: (typeof nested)[]) =>
    missingModels('/repository', models, ['golden/net/a.npz'], EMPTY_BASELINE).map(({ forms: [{ content }] }) =>
      'fault' in content ? content.fault.next : null,
    );
  expect(next([nested])).toEqual([
    'restore the model, or remove golden/net; if they are those of models/net, call it golden/models/net',
  ]);
  expect(next([nested, { ...nested, id: 'other/net' }])).toEqual(['restore the model, or remove golden/net']);
});

test('what the baseline has results or approvals of', () => {
  expect(gone([], ['net', 'old'])).toEqual(['old']);
  const approvals = [approvalOf({ model: 'approved' })];
  const [found] = missingModels('/repository', [net], [], { ...EMPTY_BASELINE, approvals });
  expect(found).toMatchObject({ id: 'approved', gone: true, forms: [{ content: { format: null } }] });
});
