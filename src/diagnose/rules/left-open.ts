import { DOCUMENTATION } from '../../published.js';
import { operatorInWords } from '../../results/located-words.js';
import { fineElsewhere, type Rule, subject } from '../rule.js';

/** It begins at an operator whose result the specification leaves open for these inputs: no side is wrong. */
export const leftOpen: Rule = (cell, { siblings }) => {
  const { located } = cell;
  const [first, ...others] = located?.operators ?? [];
  const truth = first?.replay?.truth;
  if (located === undefined || first === undefined || located.against !== null || others.length > 0) return undefined;
  if (truth?.verdict !== 'undefined') return undefined;
  return {
    id: 'left-open',
    finding: `${subject(cell)} differs from ${operatorInWords(first, located)} on, where the specification leaves the result open: no side is wrong.`,
    evidence: `In our words, the specification says that ${truth.specification?.says ?? 'the result is not defined'}.${fineElsewhere(siblings)}`,
    fix: first.type === 'NonMaxSuppression' ? OF_SELECTIONS : WITHIN,
  };
};

const WITHIN =
  'Keep what it reads within what it is defined for: change the model, as with a Clip before a Cast, or give golden inputs or `inputs:` that do.';
const OF_SELECTIONS = `Give golden inputs in which no two boxes have the same score, or make the selected boxes and their scores outputs and judge these in any order, with \`tolerance: { set: … }\` (${DOCUMENTATION}/tolerances.md).`;
