import type { RuntimeFacts } from '../adapters/define.js';
import { type Form, signatureOfForm } from '../discover/form.js';
import type { Fault } from '../types.js';
import type { Column } from './column.js';
import { platformFault, staticFault } from './static-check.js';

const SHOWN = 3;

/** The fault of a form whose types a column lacks, with the runtimes to add where none of the columns has them. */
export function withAbleRuntimes(
  fault: Fault,
  form: Form,
  {
    columns,
    runtimes,
    platform,
  }: {
    readonly columns: readonly Pick<Column, 'runtime'>[];
    readonly runtimes: readonly RuntimeFacts[];
    readonly platform: string;
  },
): Fault {
  const signature = signatureOfForm(form);
  const { format } = form.content;
  if (fault.next !== undefined || signature === null || format === null) return fault;
  const able = runtimes.filter(
    (runtime) =>
      runtime.reads.includes(format) &&
      platformFault(runtime, platform) === null &&
      staticFault(signature, runtime) === null,
  );
  if (able.length === 0 || columns.some(({ runtime }) => able.some(({ id }) => id === runtime.id))) return fault;
  const ids = able.slice(0, SHOWN).map(({ id }) => id);
  const one = ids.length === 1;
  return { ...fault, next: `add ${ids.join(' or ')} to \`runtimes:\`, which ${one ? 'has' : 'have'} these types` };
}
