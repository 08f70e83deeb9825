import { formatCount } from '../../number-format.js';
import { sentence } from '../../sentence.js';
import { drifting, fineElsewhere, type Rule, subject } from '../rule.js';

/** A network that was exported as it trains: its normalisations depend on the batch, which runtimes read in different ways. */
export const trainingMode: Rule = (cell, { batchStatistics = 0, siblings }) => {
  const { kind = 'failed' } = cell.failure ?? {};
  // A crash, or a limit that was reached, has other causes.
  if (batchStatistics === 0 || (kind !== 'failed' && kind !== 'unsupported')) return undefined;
  const drifts = drifting(cell).length > 0;
  const told = drifts || cell.reason === null ? '' : ` ${sentence(`it ${cell.reason}`)}`;
  return {
    id: 'training-mode',
    finding: `${subject(cell)} ${drifts ? 'drifts' : 'fails'} most likely because the model was exported in training mode.`,
    evidence: `${formatCount(batchStatistics, 'BatchNormalization')} in it normalise${batchStatistics === 1 ? 's' : ''} by the statistics of the batch at hand, as in training, which few runtimes compute.${told}${fineElsewhere(siblings)}`,
    fix: 'Export the model in evaluation mode: in PyTorch, call `model.eval()` first.',
  };
};
