import { join } from 'node:path';
import type { LayerSuspect } from './layer-suspect.js';
import { type ReferenceContext, type ReferenceValues, referenceValues, type Subject } from './reference-values.js';
import type { Unseen } from './sight.js';

/** The values of the models of a run on their references: the columns on which a model drifts share them. */
export interface KnownReferences {
  of(
    suspect: Pick<LayerSuspect, 'model' | 'right' | 'reference' | 'case'>,
    subject: Subject,
  ): Promise<ReferenceValues | Unseen>;
}

/** @param context its folder holds the values as long as they are known */
export function knownReferences(context: Omit<ReferenceContext, 'id' | 'column'>): KnownReferences {
  const known = new Map<string, Promise<ReferenceValues | Unseen>>();
  return {
    of({ model, right, reference, case: one }, subject) {
      const { runtime, version, options } = reference;
      const key = JSON.stringify([right.key, runtime.id, version ?? '', options, one.name, one.sha256]);
      const folder = join(context.folder, String(known.size));
      const values = known.get(key) ?? referenceValues(subject, { ...context, id: model, column: reference, folder });
      known.set(key, values);
      return values;
    },
  };
}
