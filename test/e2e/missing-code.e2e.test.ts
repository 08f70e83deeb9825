/** Models whose code is not there: a class that a file does not have, and weights that are no model. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ResultCell, resultsSchema } from '../../src/results/schema.js';
import { portability, repository } from './cli.js';

const NET = `import torch

class Scale(torch.nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = torch.nn.Parameter(torch.tensor(factor))

    def forward(self, x):
        return x * self.factor
`;
const INPUT = JSON.stringify({ x: { dtype: 'float32', shape: [2], data: [1, 2] } });

const entry = (id: string, code: string, more = '') =>
  `  - { id: ${id}, forms: [{ module: "${code}", arguments: { factor: 2.5 }${more} }] }`;

test('each says which name or file is missing, and the others go on', async ({ skip }) => {
  const ids = ['fine', 'renamed', 'elsewhere', 'broken', 'unfit'];
  const root = await repository({
    'portability.yml': [
      'runtimes: [pytorch]',
      'models:',
      entry('fine', 'src/net.py:Scale'),
      entry('renamed', 'src/net.py:Scaled'),
      entry('elsewhere', 'src/gone.py:Scale'),
      entry('broken', 'src/broken.py:Scale'),
      entry('unfit', 'src/net.py:Scale', ', weights: other.safetensors'),
      '',
    ].join('\n'),
    'src/net.py': NET,
    'src/broken.py': 'from not_installed import layers\n',
    'other.safetensors': emptySafetensors(),
    ...Object.fromEntries(ids.map((id) => [`golden/${id}/one.inputs.json`, INPUT])),
  });
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root);
  if (code === 3 && /torch==\S+ cannot be found/.test(stdout)) skip('no index with torch +cpu is set');
  expect(code, stderr).toBe(1);
  const { cells } = resultsSchema.parse(JSON.parse(stdout));
  const told = (id: string): [ResultCell['state'] | undefined, string | null | undefined] => {
    const cell = cells.find(({ model }) => model === id);
    return [cell?.state, cell?.reason];
  };
  expect(told('fine')).toEqual(['pass', null]);
  expect(told('renamed')).toEqual(['run-failed', expect.stringContaining('net.py has no Scaled; it has Scale')]);
  expect(told('elsewhere')).toEqual(['run-failed', expect.stringContaining('src/gone.py: the file cannot be read')]);
  expect(told('broken')).toEqual(['run-failed', expect.stringContaining("No module named 'not_installed'")]);
  expect(told('unfit')).toEqual(['run-failed', expect.stringContaining('Missing key(s) in state_dict')]);
  expect(stdout).not.toContain(root);
});

test('a pickled module is told to need its class', async () => {
  const pickled = Buffer.from(
    readFileSync(new URL('../adapters/fixtures/torchscript/conv.pt.base64', import.meta.url), 'latin1'),
    'base64',
  );
  // What torch.save begins with, in releases that wrote no archives.
  const legacy = Buffer.concat([
    Buffer.from('8002 8a0a 6cfc 9c46 f920 6aa8 5019 2e'.replaceAll(' ', ''), 'hex'),
    pickled,
  ]);
  const root = await repository({ 'net.pt': legacy, 'portability.yml': 'models: [{ path: net.pt }]\n' });
  const { stdout } = await portability(['run', '--json', '-'], root);
  const { cells } = resultsSchema.parse(JSON.parse(stdout));
  expect(cells[0]?.fault).toMatchObject({
    why: 'the class that they belong to is missing',
    next: expect.stringContaining('module:'),
  });
});

/** A header without tensors: eight bytes of length and a JSON object. */
function emptySafetensors(): Buffer {
  const header = Buffer.from('{}      ');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header]);
}
