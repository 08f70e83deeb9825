import { expect, test } from 'vitest';
import { BytesInMemory } from '../../../src/bytes/byte-reader.js';
import { ProtobufMessage } from '../../../src/bytes/protobuf.js';
import { codeInGraphs } from '../../../src/formats/savedmodel/code-in-graphs.js';
import {
  attribute,
  buildSavedConvModel,
  buildSavedModel,
  type SavedModelSpec,
} from '../../models/build-saved-model.js';

const END = { tensor: 'y:0', dtype: 'float32', shape: [] } as const;
const found = (spec: Partial<SavedModelSpec>) =>
  codeInGraphs(
    ProtobufMessage.whole(
      new BytesInMemory(
        buildSavedModel({ nodes: [], signatures: { serving_default: { inputs: {}, outputs: { y: END } } }, ...spec }),
      ),
    ),
  );

test('an ordinary model has nothing', () => {
  expect(codeInGraphs(ProtobufMessage.whole(new BytesInMemory(buildSavedConvModel())))).toEqual([]);
});

test.each([
  'ReadFile',
  'WriteFile',
  'MatchingFiles',
  'PyFunc',
  'EagerPyFunc',
  'PrintV2',
  'TextLineDataset',
  'SqlDataset',
  'ImmutableConst',
])('%s is found, also in a function that nothing seems to call', (op) => {
  expect(found({ nodes: [{ name: 'y', op }] })).toEqual([`has the operator ${op}`]);
  expect(found({ functions: { f: [{ name: 'a', op }] } })).toEqual([`has the operator ${op}`]);
});

const SAVE = [{ name: 'a', op: 'SaveV2' }];
const call = (name: string, f: string) => ({
  name,
  op: 'StatefulPartitionedCall',
  attributes: { f: attribute.function(f) },
});

test('what only saves a model is part of every model', () => {
  const saver = 'saver:0';
  expect(found({ nodes: [call('saver', 'save')], functions: { save: SAVE }, saver })).toEqual([]);
  expect(
    found({
      nodes: [
        { name: 'saver', op: 'Identity', inputs: ['^s'] },
        { name: 's', op: 'SaveV2' },
      ],
      saver,
    }),
  ).toEqual([]);
});

test.each<[string, Partial<SavedModelSpec>]>([
  [
    'called by the model',
    { nodes: [call('saver', 'save'), call('y', 'save')], functions: { save: SAVE }, saver: 'saver:0' },
  ],
  [
    'in a function of a function',
    { nodes: [call('y', 'f')], functions: { f: [{ name: 'a', op: 'save' }], save: SAVE } },
  ],
  [
    'an input of the output',
    {
      nodes: [
        { name: 'y', op: 'Identity', inputs: ['^s'] },
        { name: 's', op: 'SaveV2' },
      ],
    },
  ],
  ['where the saver is the output', { nodes: [call('y', 'save')], functions: { save: SAVE }, saver: 'y:0' }],
])('but not when the model does it: %s', (_, spec) => {
  expect(found(spec)).toEqual(['has the operator SaveV2']);
});
