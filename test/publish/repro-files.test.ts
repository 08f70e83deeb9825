import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { redactRepros, reproFiles } from '../../src/publish/repro-files.js';

const SECRET = 'a-secret-token';

function repros(): string {
  const folder = mkdtempSync(join(tmpdir(), 'repros-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'net-mnn-3'));
  writeFileSync(join(folder, 'net-mnn-3', 'README.md'), `it says ${SECRET}`);
  writeFileSync(join(folder, 'net-mnn-3', 'model.onnx'), Buffer.from(`${SECRET}\u0000`));
  return folder;
}

test('texts lose what may not be published, numbers stay as they are', async () => {
  const files = await reproFiles(repros(), [SECRET]);
  expect(Object.keys(files)).toEqual(['repro/net-mnn-3/README.md', 'repro/net-mnn-3/model.onnx']);
  expect(files['repro/net-mnn-3/README.md']).toBe('it says [secret removed]');
  expect(String(files['repro/net-mnn-3/model.onnx'])).toBe(`${SECRET}\u0000`);
});

test('the same where they lie', async () => {
  const folder = repros();
  expect(await redactRepros(folder, [SECRET])).toBe(1);
  expect(readFileSync(join(folder, 'net-mnn-3', 'README.md'), 'utf8')).toBe('it says [secret removed]');
  expect(await redactRepros(join(folder, 'missing'), [SECRET])).toBe(0);
});
