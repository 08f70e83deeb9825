import type { OperatorSupport } from '../adapters/operator-support.js';
import { formatCount } from '../number-format.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import type { RunPlan } from './plan.js';

/** What a runtime probably lacks that a model needs: a warning and no verdict, since nothing has run. */
export interface Forecast {
  /** certain: it refused every case of it, in the release that will run; likely: many of them, or in another release. */
  readonly sureness: 'certain' | 'likely';
  /** As in `operator Attention (refused in 11 of 11 cases)`. */
  readonly what: string;
}

/** An operator of which fewer cases are refused is refused for rare types or attributes: that says nothing of a model. */
const MANY = 1 / 2;

/**
 * What the runtime of a cell probably does not support, by what it made of ONNX's own test cases: only of forms that it
 * reads as they are, because what a converter makes of the others is not known before it runs.
 * @param measured by id of a runtime
 */
export function forecastOf(
  { column, forms, route }: Pick<RunPlan, 'column' | 'forms' | 'route'>,
  measured: Readonly<Record<string, OperatorSupport>>,
): readonly Forecast[] {
  const support = measured[column.runtime.id];
  if (support === undefined || route.length > 0) return [];
  const isMeasured = column.version === undefined || column.version === support.version;
  const found = forms.flatMap(({ content }) =>
    'fault' in content || content.onnx === undefined ? [] : forecastOfModel(content.onnx, support),
  );
  const all = isMeasured ? found : found.map((one): Forecast => ({ ...one, sureness: 'likely' }));
  return [...new Map(all.map((one) => [one.what, one])).values()];
}

function forecastOfModel(
  { irVersion, opsets, operators }: OnnxModel,
  { newest, refused }: OperatorSupport,
): Forecast[] {
  const opset = opsets['ai.onnx'] ?? 0;
  return [
    ...beyond('IR version', irVersion, newest.ir),
    ...beyond('operator set', opset, newest.opset),
    ...operators.flatMap(({ domain, type }): Forecast[] => {
      const name = domain === 'ai.onnx' ? type : `${domain}:${type}`;
      const [count, cases] = versionUsed(Object.hasOwn(refused, name) ? refused[name] : {}, opsets[domain] ?? 0);
      if (cases === 0 || count / cases < MANY) return [];
      const what = `operator ${name} (refused in ${count} of ${formatCount(cases, 'case')})`;
      return [{ sureness: count === cases ? 'certain' : 'likely', what }];
    }),
  ];
}

/** The cases of the version of an operator that a model of an operator set uses; none where it is older than all cases. */
function versionUsed(versions: OperatorSupport['refused'][string] = {}, opset: number): readonly [number, number] {
  const [newest] = Object.keys(versions)
    .map(Number)
    .filter((since) => since <= opset)
    .sort((a, b) => b - a);
  return newest === undefined ? [0, 0] : (versions[newest] ?? [0, 0]);
}

function beyond(what: string, own: number, newest: number | null): Forecast[] {
  if (newest === null || own <= newest) return [];
  return [{ sureness: 'certain', what: `${what} ${own} (at most ${newest})` }];
}

/** What to expect of a cell, as a sentence; empty where nothing is foretold. */
export function forecastInWords(
  cell: Pick<RunPlan, 'column' | 'forms' | 'route'>,
  measured: Readonly<Record<string, OperatorSupport>>,
): string {
  const found = forecastOf(cell, measured);
  const { id, title } = cell.column.runtime;
  if (found.length === 0) return '';
  return `likely unsupported: ${found.map(({ what }) => what).join(', ')}; by ONNX's own test cases on ${title} ${measured[id]?.version}`;
}
