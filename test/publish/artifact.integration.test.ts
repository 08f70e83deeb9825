import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { uploadArtifact } from '../../src/publish/artifact.js';
import { type FakeArtifacts, fakeArtifacts } from '../github/fake-artifacts.js';

let service: FakeArtifacts;
beforeEach(async () => {
  service = await fakeArtifacts();
});
afterEach(() => service.close());

async function contents(name: string): Promise<Readonly<Record<string, string>>> {
  const zip = await fromBufferPromise(service.finished.get(name) ?? Buffer.alloc(0), {});
  const found: Record<string, string> = {};
  for await (const entry of zip.eachEntry())
    found[entry.fileName] = await text(await zip.openReadStreamPromise(entry, {}));
  return found;
}

test('arrives with its files', async () => {
  const files = { 'results.json': '{}', 'report.html': 'é'.repeat(100_000) };
  expect(await uploadArtifact(service, 'report', files)).toBe('report');
  expect(await contents('report')).toEqual(files);
});

test('takes the next free name when the run has that artifact', async () => {
  for (const expected of ['report', 'report-2', 'report-3'])
    expect(await uploadArtifact(service, 'report', { a: expected })).toBe(expected);
  expect(await contents('report-2')).toEqual({ a: 'report-2' });
});

// A status that says that trying again is of no use.
test.each(['CreateArtifact', 'PUT', 'FinalizeArtifact'])('a refused %s is an error with the status', async (method) => {
  service.faults.set(method, 403);
  await expect(uploadArtifact(service, 'report', { a: 'x' })).rejects.toThrow(/403|"code"/);
  expect([...service.finished]).toEqual([]);
});

test('a token without rights to artifacts is an error, and the environment is as before', async () => {
  const token = `a.${Buffer.from('{"scp": "Actions.Other:1"}').toString('base64url')}.c`;
  await expect(uploadArtifact({ ...service, token }, 'report', { a: 'x' })).rejects.toThrow(
    /Failed to get backend IDs/,
  );
  expect(process.env.ACTIONS_RUNTIME_TOKEN).toBeUndefined();
});
