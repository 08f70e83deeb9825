import type { RuntimeFacts } from '../adapters/define.js';
import { type Form, signatureOfForm } from '../discover/form.js';
import { saturatesHere } from '../host/platform.js';
import { hasIntegerProducts } from '../onnx/integer-products.js';
import { type Column, referenceColumn } from './column.js';
import type { PlanContext } from './plan.js';
import { platformFault, releaseFault, staticFault } from './static-check.js';

/**
 * The home runtime of a form's format: an embedded one first, else one that is a column anyway, so that no
 * environment is created for a reference alone (one that lacks what the model needs is replaced when that shows). For
 * integer graphs one whose kernels do not saturate on this processor.
 */
export function findReference(
  form: Form,
  columns: readonly Column[],
  { runtimes, platform, isa }: PlanContext,
): Column | null {
  const { content } = form;
  const signature = signatureOfForm(form);
  if ('fault' in content || content.format === null) return null;
  const { format, onnx } = content;
  const able = (runtime: RuntimeFacts) =>
    runtime.homeOf.includes(format) &&
    platformFault(runtime, platform) === null &&
    (signature === null || staticFault(signature, runtime) === null);
  const exact = ({ saturates }: RuntimeFacts) =>
    !saturates ||
    !saturatesHere({ arch: platform.split('-').at(-1) ?? '', isa }) ||
    !hasIntegerProducts(onnx?.operators ?? []);
  const home = runtimes.filter((runtime) => runtime.embedded && able(runtime));
  const embedded = home.find(exact) ?? home[0];
  if (embedded !== undefined) return referenceColumn(embedded);
  const column = columns.find(({ runtime, version }) => able(runtime) && releaseFault(runtime, version) === null);
  return column === undefined ? null : { ...referenceColumn(column.runtime), version: column.version };
}

/** Every runtime that makes references for a form's format and exists on the platform. */
export function homesOf({ content: { format } }: Form, runtimes: readonly RuntimeFacts[], platform: string) {
  const home = (one: RuntimeFacts) =>
    format !== null && one.homeOf.includes(format) && platformFault(one, platform) === null;
  return runtimes.filter(home);
}
