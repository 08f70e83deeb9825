import { inlineCommand } from '../paste-command.js';
import type { ResultCell } from '../results/schema.js';

/**
 * What to do where committed outputs may be those of an earlier file of the model.
 * @param otherwise what to do if they are not; not said where it is known that they are
 */
export function recordAgain({ model, difference }: ResultCell, otherwise: string): string {
  const command = inlineCommand('record --overwrite', [model]);
  return difference?.kind === 'goldens'
    ? `If that change of the model is meant, record the outputs again: ${command}. If it is not, undo it.`
    : `If the model was changed since the outputs were committed, record them again: ${command}. ${otherwise}`;
}
