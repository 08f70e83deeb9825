import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { codePath, readCodeForm } from '../../src/discover/code-form.js';
import { discoverModels } from '../../src/discover/discover-models.js';
import { hostIn } from '../environments/host.js';

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

function repository() {
  const root = mkdtempSync(join(tmpdir(), 'code-form-'));
  roots.push(root);
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src/net.py'), 'from blocks import Block\nclass Net: pass\n');
  writeFileSync(join(root, 'src/blocks.py'), 'class Block: pass\n');
  writeFileSync(join(root, 'net.safetensors'), 'weights');
  return { root, host: hostIn(root, { cwd: root, scratch: join(root, 'scratch') }) };
}

const FILES = ['net.safetensors', 'src/blocks.py', 'src/net.py'];
const ENTRY = {
  module: 'src/net.py:Net',
  weights: 'net.safetensors',
  arguments: { width: 8 },
  names: {},
  layouts: {},
  requirements: [],
};

async function formOf({ host }: ReturnType<typeof repository>, more: Partial<typeof ENTRY> = {}) {
  const entry = { ...ENTRY, ...more };
  return readCodeForm(entry, codePath(entry), FILES, host);
}

test('a worker is told where the code is, what it is called, its weights and its arguments', async () => {
  const repo = repository();
  const form = await formOf(repo);
  expect(form).toMatchObject({ path: 'src/net.py:Net', content: { format: 'pytorch-module', signature: null } });
  expect(JSON.parse(readFileSync(form.absolute, 'utf8'))).toEqual({
    root: repo.root,
    file: join(repo.root, 'src/net.py'),
    name: 'Net',
    weights: join(repo.root, 'net.safetensors'),
    arguments: { width: 8 },
  });
});

test('it is another model when the code, what it imports, the weights or the arguments are others', async () => {
  const repo = repository();
  const before = (await formOf(repo)).sha256;
  expect((await formOf(repo)).sha256).toBe(before);
  expect((await formOf(repo, { arguments: { width: 9 } })).sha256).not.toBe(before);
  for (const file of FILES) {
    const text = readFileSync(join(repo.root, file), 'utf8');
    writeFileSync(join(repo.root, file), `${text}#`);
    expect([file, (await formOf(repo)).sha256]).not.toEqual([file, before]);
    writeFileSync(join(repo.root, file), text);
  }
});

test('files that are not there are faults that name them', async () => {
  const repo = repository();
  const form = await formOf(repo, { weights: 'gone.safetensors' });
  expect(form.content).toMatchObject({ fault: { what: 'gone.safetensors: the file cannot be read' } });
  const module = await formOf(repo, { module: 'src/other.py:Net' });
  expect(module.content).toMatchObject({
    format: 'pytorch-module',
    fault: { what: expect.stringContaining('src/other.py') },
  });
});

test('the config says module or function, with a file and a name in it', async () => {
  const { host } = repository();
  const config = (form: object) => configSchema.safeParse({ models: [{ forms: [form] }] });
  expect(config({ module: 'src/net.py' }).success).toBe(false);
  expect(config({ module: 'src/net.py:Net', path: 'a.onnx' }).success).toBe(false);
  const parsed = configSchema.parse({
    models: [{ forms: [{ function: 'src/net.py:apply', layouts: { x: [1, 0] } }] }],
  });
  const [model] = await discoverModels(parsed, [], host);
  expect(model).toMatchObject({
    id: 'src/net',
    forms: [{ path: 'src/net.py:apply', content: { format: 'jax-function' } }],
  });
});
