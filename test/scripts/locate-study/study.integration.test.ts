import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { locateSection } from '../../../scripts/locate-study/document.js';
import { studyNets } from '../../../scripts/locate-study/nets.js';
import { studyLocating } from '../../../scripts/locate-study/study.js';
import { hostIn } from '../../environments/host.js';
import { scratchWith } from '../scratch.js';

test('faults in two networks are located on an embedded runtime, by looking at everything and by cutting', async () => {
  const folder = scratchWith();
  mkdirSync(join(folder, 'scratch'));
  const host = hostIn(folder, { assets: resolve('lib') });
  const results = await studyLocating(
    { ...host, cwd: join(folder, 'repository') },
    {
      columns: [
        { use: 'onnxruntime-node', cut: false, faults: 4, real: false },
        { use: 'onnxruntime-web', cut: true, faults: 3, real: false },
      ],
      nets: studyNets().filter(({ id }) => id === 'conv-net' || id === 'up-net'),
      known: [],
      long: null,
    },
  );
  expect(results.injected).toHaveLength(14);
  const others = results.injected.filter(({ outcome }) => outcome !== 'right' && outcome !== 'hidden');
  expect(others).toEqual([]);
  for (const { cut, found } of results.injected) {
    if (!('located' in found)) continue;
    const [operator] = found.operators;
    expect(found.located.operators[0]).toMatchObject({ by: cut ? 'cutting' : 'exposing', certain: true });
    // What whoever runs it again needs.
    expect(Object.keys(operator?.inputs ?? {})).toEqual([...new Set(operator?.node.input ?? [])]);
    expect(Object.keys(operator?.expected ?? {})).toEqual(operator?.node.output);
    expect(Object.keys(operator?.candidate ?? {})).toEqual(operator?.node.output);
  }
  expect(locateSection(results)).toContain('another one was stated as certain in 0.');
});
