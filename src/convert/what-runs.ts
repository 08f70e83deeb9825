import { type Form, signatureOfForm } from '../discover/form.js';
import type { PlannedCell } from '../plan/plan.js';
import { type Conversions, type Converted, conversionKey, type WhatRuns } from './converted.js';

/** The form as it is committed, or what was made from it; the failure when that could not be made. */
export function whatRuns(
  form: Form,
  { model, route }: Extract<PlannedCell, { kind: 'run' }>,
  conversions: Conversions,
): WhatRuns | Extract<Converted, { ok: false }> {
  if (route.length === 0) {
    const { absolute: path, sha256: key, content, names, changes = {} } = form;
    if (content.format === null) throw new Error(`${form.path} was planned and has no format`);
    return {
      path,
      format: content.format,
      key,
      signature: signatureOfForm(form),
      names,
      changes,
      route: [],
      before: [],
    };
  }
  const converted = conversions.get(conversionKey(model, form, route));
  if (converted === undefined) throw new Error(`${form.path} was planned with a route and not converted`);
  return converted;
}
