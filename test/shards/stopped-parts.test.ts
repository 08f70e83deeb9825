import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lastStop, leaveStop, readStops, type StoppedPart } from '../../src/shards/stopped-parts.js';

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stopped-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const stopOf = (part: string | null, attempt: number, what: string): StoppedPart => ({
  ...{ source: 'portability.yml', part, attempt },
  stopped: { what, where: 'portability.yml:3', next: 'mend it' },
});

test('what a job leaves is read where artifacts are, without secrets; what cannot be read says nothing', async () => {
  const root = await freshFolder();
  const stop = stopOf('part 1/2 on linux-x64', 1, 'unknown key');
  await leaveStop(join(root, 'artifacts', 'one'), stop);
  await leaveStop(join(root, 'artifacts', 'two'), { ...stop, stopped: { what: 'it said very-secret' } }, [
    'very-secret',
  ]);
  for (const [name, text] of Object.entries({ half: '{"source": "por', other: '{}', list: '[]' })) {
    await mkdir(join(root, 'artifacts', name));
    await writeFile(join(root, 'artifacts', name, 'stopped.json'), text);
  }
  const found = await readStops(root, ['artifacts', 'missing']);
  expect(found).toEqual([stop, { ...stop, stopped: { what: expect.stringMatching(/^it said \[secret removed\]$/) } }]);
});

test('the last attempt counts, and in it the plan, which explains every part', () => {
  const [part, other] = ['part 1/2 on linux-x64', 'part 2/2 on linux-x64'];
  const stops = [stopOf(part, 1, 'first'), stopOf(null, 1, 'no plan'), stopOf(part, 2, 'second')];
  expect(lastStop(stops, part)?.stopped.what).toBe('second');
  expect(lastStop(stops, other)?.stopped.what).toBe('no plan');
  expect(lastStop(stops.slice(0, 2), part)?.stopped.what).toBe('no plan');
  expect(lastStop(stops)?.stopped.what).toBe('second');
  expect(lastStop([])).toBeNull();
});
