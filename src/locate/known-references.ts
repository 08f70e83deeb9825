import { join } from 'node:path';
import { hasWinogradConvolutions } from '../onnx/winograd-rounding.js';
import type { Unseen } from '../search/sight.js';
import type { LayerSuspect } from './layer-suspect.js';
import { type ReferenceContext, type ReferenceValues, referenceValues, type Subject } from './reference-values.js';

/** The values of the models of a run on their references: the columns on which a model drifts share them. */
export interface KnownReferences {
  of(
    suspect: Pick<LayerSuspect, 'model' | 'right' | 'reference' | 'case' | 'column'>,
    subject: Subject,
  ): Promise<ReferenceValues | Unseen>;
}

/** @param context its folder holds the values as long as they are known */
export function knownReferences(context: Omit<ReferenceContext, 'id' | 'column' | 'winograd'>): KnownReferences {
  const known = new Map<string, Promise<ReferenceValues | Unseen>>();
  let folders = 0;
  return {
    async of({ model, right, reference, case: one, column }, subject) {
      const { runtime, version, options } = reference;
      const winograd = column.runtime.winograd === true && hasWinogradConvolutions(subject.model.graph ?? {});
      const key = JSON.stringify([right.key, runtime.id, version ?? '', options, one.name, one.sha256, winograd]);
      const folder = join(context.folder, String(folders));
      const before = known.get(key);
      if (before !== undefined) return before;
      folders += 1;
      const values = referenceValues(subject, { ...context, id: model, column: reference, folder, winograd });
      known.set(key, values);
      const found = await values;
      if ('unseen' in found && found.passing === true) known.delete(key);
      return found;
    },
  };
}
