import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { DiagnosisContext } from '../../src/diagnose/rule.js';
import type { ResultCell, ResultRuntime } from '../../src/results/schema.js';
import { cell } from '../compare/results.js';

const column = (id: string, more: Partial<ResultRuntime> = {}): ResultRuntime => ({
  id,
  adapter: 'openvino',
  title: 'OpenVINO',
  version: '2026.4.1',
  options: { precision: 'f32' },
  precision: { declared: 'f32', effective: null },
  ...more,
});
const ROUTE: ResultCell['route'] = [
  { converter: 'openvino-ir-from-onnx', version: '2026.4.1', seconds: 1, cached: false },
];

function diagnosed(sibling: Partial<ResultCell>, other: ResultRuntime, own: Partial<ResultCell> = {}) {
  const runtime = column('ir');
  const context: DiagnosisContext = {
    runtime,
    isa: [],
    evidence: [],
    siblings: [cell({ runtime: other.id, state: 'pass', reason: null, ...sibling })],
    columns: [runtime, other],
    reference: null,
    disagreements: [],
  };
  return diagnose(cell({ runtime: 'ir', state: 'drift', route: ROUTE, ...own }), context)?.finding ?? null;
}

test('the same runtime passes on the committed file: the conversion is to blame', () => {
  expect(diagnosed({}, column('direct'))).toBe(
    'detector on ir drifts because of its conversion (openvino-ir-from-onnx 2026.4.1), not because of OpenVINO.',
  );
});

test.each([
  ['the other drifts too', { state: 'drift' }, column('direct'), {}],
  ['the other has other options', {}, column('direct', { options: { precision: 'bf16' } }), {}],
  ['the other is of another release', {}, column('direct', { version: '2025.1.0' }), {}],
  ['the other is another runtime on the committed file', {}, column('other', { adapter: 'engine-two' }), {}],
  ['the other was converted too', { route: ROUTE }, column('twin'), {}],
  ['nothing was converted', {}, column('direct'), { route: [] }],
] satisfies [string, Partial<ResultCell>, ResultRuntime, Partial<ResultCell>][])(
  'nobody is blamed where %s',
  (_, sibling, other, own) => {
    expect(diagnosed(sibling, other, own)).toBeNull();
  },
);
