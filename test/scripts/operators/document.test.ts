import { expect, test } from 'vitest';
import { operatorsSection } from '../../../scripts/operators/document.js';
import type { StudiedFault } from '../../../scripts/operators/study.js';
import { columnOf, replayedPrelu } from '../../repro/replayed-prelu.js';

const platform = { os: 'linux', arch: 'x64', cpu: 'A processor', isa: ['avx2'] };

test('a row for each fault: what shows, how far, as if what, who is right, and whether the script shows it', async () => {
  const replayed = replayedPrelu(await columnOf('openvino'));
  const not: StudiedFault['replayed'] = {
    ...replayed,
    evidence: null,
    outcome: {
      ...replayed.outcome,
      shows: 'not-run',
      reason: 'no such operator',
      distance: null,
      causes: [],
      truth: null,
    },
  };
  const shown = { id: 'a', replayed, smallest: replayed, script: { status: 1, output: '' } };
  const section = operatorsSection({
    platform,
    faults: [shown, { id: 'b', replayed: not, smallest: not, script: null }],
  });
  expect(section.split('\n')).toEqual([
    'Measured on A processor (avx2).',
    '',
    '| operator | runtime | alone | off by | as if | in float64 | smallest inputs | run.py |',
    '| --- | --- | --- | ---: | --- | --- | --- | --- |',
    '| PRelu | OpenVINO 9.9.9 | shows | 420,000× | the slope ran along the channels | the reference is right | float32[1, 2, 1, 2] | shows it |',
    '| PRelu | OpenVINO 9.9.9 | does not run: no such operator | — | — | — | — | — |',
  ]);
});
