import { expect, test } from 'vitest';
import { readForm } from '../../../src/discover/read-form.js';
import { torchscript } from '../../adapters/fixtures/torchscript.js';
import { folderOf } from '../../discover/repository.js';
import { archive } from './archives.js';

const LEGACY = Buffer.from('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.', 'latin1');
const header = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
const safetensors = Buffer.concat([Buffer.from([header.length, 0, 0, 0, 0, 0, 0, 0]), Buffer.from(header), LEGACY]);

async function faultOf(content: Uint8Array) {
  const { content: described } = await readForm(folderOf({ 'net.pt': content }), 'net.pt');
  return 'fault' in described ? described.fault : null;
}

test.each([
  ['an archive of torch.save', await archive({ 'net/data.pkl': 'x', 'net/byteorder': 'little', 'net/data/0': 'w' })],
  ['what torch.save wrote before it wrote archives', LEGACY],
  ['safetensors', safetensors],
])('%s is no model, and says what to do', async (_, content) => {
  expect(await faultOf(content)).toEqual({
    what: 'the file holds weights or pickled objects, not a model',
    why: 'the class that they belong to is missing',
    next: expect.stringMatching(/`module: <file\.py>:<Class>`.*`weights:`/),
  });
});

test('an archive with code is TorchScript, and another archive nothing that is known', async () => {
  expect(await faultOf(torchscript('negated'))).toBe(null);
  expect((await faultOf(await archive({ 'net/a.txt': 'x' })))?.what).toBe(
    'the content is in no format that the gate supports',
  );
});
