import { expect, test } from 'vitest';
import { columnsSection } from '../../../scripts/bench/columns.js';
import { gateSection } from '../../../scripts/bench/gate.js';
import type { GateRun } from '../../../scripts/bench/gate-run.js';
import { hostedSection } from '../../../scripts/bench/hosted.js';
import { median } from '../../../scripts/bench/median.js';
import { performancePage, withSection } from '../../../scripts/bench/page.js';
import { sandboxSection } from '../../../scripts/bench/sandbox.js';
import { unchangedSection } from '../../../scripts/bench/unchanged.js';

test('the page has its sections, one below the other', () => {
  const page = performancePage({ processors: 2, processor: 'Fast' }, ['## A\n', '## B\n']);
  expect(page).toContain('on 2 processors (Fast)');
  expect(page).toMatch(/machine\. How long .*\.\n\n## A\n\n## B\n$/);
});

test('one section is measured again', () => {
  const page = performancePage({ processors: 2, processor: 'Fast' }, ['## A\n\nold\n', '## B\n\nold\n']);
  expect(withSection(page, '## A\n\nnew\n')).toBe(page.replace('old', 'new'));
  expect(withSection(page, '## B\n\nnew\n')).toMatch(/## A\n\nold\n\n## B\n\nnew\n$/);
  expect(withSection(page, '## C\n\nnew\n')).toBe(`${page}\n## C\n\nnew\n`);
});

const RUN: GateRun = {
  seconds: 1,
  firstTaskSeconds: 1,
  cpuSeconds: 1,
  treeCpuSeconds: null,
  peakBytes: 0,
  scratchBytes: 0,
  readBytes: null,
};

test('the sandbox: the median of the ratios, and their range', () => {
  const runs = (...all: number[]): GateRun[] => all.map((seconds) => ({ ...RUN, seconds }));
  const bench = { models: 12, with: runs(2, 3, 9), without: runs(2, 2, 3) };
  expect(sandboxSection(bench, { processors: 2, processor: 'Fast' })).toContain(
    '| warm, median of 3 | 3.00 s | 2.00 s | **1.50×** | 1.00× | 3.00× |',
  );
});

test('a hosted job: seconds of the step, and the size of what is kept', () => {
  const bench = {
    empty: 80,
    keptBytes: 2 ** 30,
    archiveBytes: 2 ** 28,
    pack: 9,
    restore: 5,
    oneChanged: 4,
    unchanged: 1,
  };
  const section = hostedSection(bench, { processors: 2, processor: 'Fast' });
  expect(section).toContain('What is kept has 1024 MiB, as an archive 256 MiB');
  expect(section).toContain('| restored, nothing has changed | 1.00 s |');
});

test('gate and script: the medians and their ratio, round by round', () => {
  const section = gateSection({
    rounds: 3,
    warm: { gate: [2, 3, 9], script: [2, 1, 3] },
    cold: { gate: 10, script: 20 },
    oneAtATime: 4,
  });
  expect(section).toContain('| warm, median of 3 | 3.00 s | 2.00 s | **3.00×** |');
  expect(section).toContain('| warm, one worker at a time | 4.00 s | 2.00 s | 2.00× |');
  expect(section).toContain('| 10.00 s | 20.00 s | 0.50× |');
});

test('bytes read are those of the further columns', () => {
  const output = 2 ** 26;
  const run = (columns: number, readBytes: number | null): { columns: number; run: GateRun } => ({
    columns,
    run: { ...RUN, peakBytes: output, scratchBytes: output, readBytes },
  });
  const section = columnsSection({ runs: [run(2, 10 * output), run(4, 13 * output)] });
  expect(section).toContain('| 4 | 1.50 | 1.00 s | 64 MiB | 64 MiB |');
  expect(columnsSection({ runs: [run(2, null), run(4, null)] })).toContain('| 4 | – |');
});

test('what has not changed: processor time of all processes, against everything and against the first run', () => {
  const used = (treeCpuSeconds: number): GateRun => ({ ...RUN, treeCpuSeconds });
  const bench = (unchanged: readonly number[]) => ({
    bytes: 100 * 2 ** 20,
    first: used(100),
    everything: used(20),
    unchanged: unchanged.map(used),
  });
  const machine = { processors: 2, processor: 'Fast' };
  expect(unchangedSection({ small: bench([1, 3, 2]), convolutional: bench([1]) }, machine)).toContain(
    '| 2.00 s | 20.00 s | **0.100** | 100.00 s | 0.020 | 1.00 s |',
  );
  const unknown = { ...bench([1]), everything: RUN };
  expect(() => unchangedSection({ small: unknown, convolutional: unknown }, machine)).toThrow('on Linux');
});

test('a median needs a value', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(() => median([])).toThrow(RangeError);
});
