import { formatCount, groupThousands } from '../../src/number-format.js';
import { markdownTable } from '../markdown-table.js';
import type { Account } from './account.js';
import type { Damaged } from './damaged-files.js';
import type { Soak } from './soak.js';

export interface ReliabilityResults {
  readonly damaged: readonly Damaged[];
  readonly soak: Soak;
}

/** The generated part of docs/reliability.md. */
export function reliabilitySection({ damaged, soak }: ReliabilityResults): string {
  const files = damaged.reduce((sum, one) => sum + one.files, 0);
  const headings = ['files', 'cells', 'hung', 'lost', 'faults of the gate'];
  const rows = damaged.map(({ what, runtimes: on, files: count, account }) => [
    what,
    on.join(', '),
    groupThousands(count),
    ...counts(account),
    endsOf(account),
  ]);
  const [early, late] = soak.memory.map((bytes) => `${Math.round(bytes / 2 ** 20)} MiB`);
  return [
    '## Damaged files',
    `${formatCount(files, 'file')}, each with one bit flipped or its end cut off: of models in their formats, and of golden cases with a whole model.`,
    markdownTable(['damaged', 'run on', ...headings, 'how the cells ended'], rows, headings),
    '## Soak',
    `One run of ${formatCount(soak.account.cells, 'model')} on a runtime that does something wrong while it loads seven of sixteen of them: it is killed, hangs, floods its answers, takes memory or starts processes without end, leaves a process in another session, or ends in the middle of an answer.`,
    markdownTable(
      [
        'cells',
        'hung',
        'lost',
        'faults of the gate',
        'processes left',
        'memory of the gate, second quarter',
        'last quarter',
        'how the cells ended',
      ],
      [[...counts(soak.account), groupThousands(soak.left), early ?? '', late ?? '', endsOf(soak.account)]],
      ['cells', 'hung', 'lost', 'faults of the gate', 'processes left'],
    ),
  ].join('\n\n');
}

function counts({ cells, hung, lost, internal }: Account): readonly string[] {
  return [cells, hung, lost, internal].map(groupThousands);
}

function endsOf({ ends }: Account): string {
  return [...ends]
    .toSorted(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .map(([end, count]) => `${groupThousands(count)} ${end}`)
    .join(', ');
}
