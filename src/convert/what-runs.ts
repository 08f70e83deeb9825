import type { Form, NamesMap } from '../discover/form.js';
import type { PlannedCell } from '../plan/plan.js';
import type { PortChanges } from '../tensor/port-change.js';
import { type Conversions, type Converted, conversionKey, type MadeRoute } from './converted.js';

/** What a cell loads for one of its forms. */
export interface WhatRuns {
  readonly path: string;
  readonly format: string;
  /** First form's name → its name. */
  readonly names: NamesMap;
  /** By its name: what it has otherwise than the first form. */
  readonly changes: PortChanges;
  readonly route: MadeRoute;
}

/** The form as it is committed, or what was made from it; the failure when that could not be made. */
export function whatRuns(
  form: Form,
  { route }: Extract<PlannedCell, { kind: 'run' }>,
  conversions: Conversions,
): WhatRuns | Extract<Converted, { ok: false }> {
  if (route.length === 0) {
    const { absolute: path, content, names, changes = {} } = form;
    return { path, format: content.format ?? '', names, changes, route: [] };
  }
  const converted = conversions.get(conversionKey(form, route));
  if (converted === undefined) throw new Error(`${form.path} was planned with a route and not converted`);
  return converted;
}
