import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { discoverModels } from '../../src/discover/discover-models.js';
import { stageCases } from '../../src/golden/stage-cases.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { hostIn, repositoryOf } from '../discover/repository.js';
import { modelOf } from '../onnx/model-files.js';

const FLOAT = 1;

/** Copies a tensor of so many dimensions, each of size 1. */
function ofRank(rank: number): Uint8Array {
  const dim = Array.from({ length: rank }, () => ({ dimValue: 1 }));
  const type = { tensorType: { elemType: FLOAT, shape: { dim } } };
  const node = [{ opType: 'Identity', input: ['x'], output: ['y'] }];
  return onnx.ModelProto.encode(
    modelOf({ node, input: [{ name: 'x', type }], output: [{ name: 'y', type }] }),
  ).finish();
}

async function staged(rank: number) {
  const root = repositoryOf({ 'net.onnx': ofRank(rank) });
  const host = hostIn(root);
  const config = configSchema.parse({});
  const [model] = await discoverModels(config, [], host);
  if (model === undefined) throw new Error('no model was found');
  const { cases } = await stageCases(model, join(host.scratch, 'cases'), config, host);
  return (await cases[0]?.inputs.read())?.x;
}

test('inputs of more dimensions than can be read are a mistake of the model', async () => {
  expect(await staged(64)).toMatchObject({ kind: 'tensor' });
  await expect(staged(65)).rejects.toThrow(
    'the inputs that were made up: a tensor has 65 dimensions, more than the 64 that are supported',
  );
});
