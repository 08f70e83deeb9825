import type { ResultCell } from '../../results/schema.js';
import { sentence } from '../../sentence.js';
import { alternatives } from '../alternatives.js';
import { fineElsewhere, type Rule, subject } from '../rule.js';

/** How Python and JavaScript say that what is called is not there, or is called in another way. */
const MISFIT = [
  /\berror type: (?:AttributeError|ImportError|ModuleNotFoundError|NameError|ReferenceError)\b/,
  /\bhas no attribute\b|\bincompatible (?:constructor|function) arguments\b|\bunexpected keyword argument\b/,
  /\bis not (?:a function|a constructor|defined)\b|\bCannot find (?:module|package)\b/,
  /\bFailed to fetch dynamically imported module\b|\bCannot read properties of undefined\b/,
];

/**
 * The column asks for another release than its adapter is tested with, and what the adapter calls is not there: the release
 * may be as good as any, and the gate does not know how to ask it.
 */
export const otherRelease: Rule = (cell, context) => {
  const { otherRelease: release, runtime, siblings } = context;
  if (release === undefined || release === null || !isMisfit(cell)) return undefined;
  const { asked, tested } = release;
  const { fault } = cell;
  return {
    id: 'other-release',
    finding: `${subject(cell)} ${fault?.what ?? 'failed'}`,
    evidence: [
      `The column asks for ${runtime.title} ${asked}, and the gate is tested with ${tested}: what it calls may be missing or different there.`,
      ...(fault?.why === undefined ? [] : [sentence(fault.why.split('\n')[0] ?? '')]),
      fineElsewhere(siblings).trim(),
    ]
      .join(' ')
      .trim(),
    fix: `Try a release nearer to ${tested}, or leave \`version\` out; a runtime of your own, a Python file or a program, can run exactly this one. ${alternatives(cell, context)}`.trim(),
  };
};

/** What the import of a package raised: not a network that is down, nor a start that takes too long. */
const IMPORT = /^could not start: \w*(?:Error|Exception): /;

function isMisfit({ failure, fault }: ResultCell): boolean {
  if (failure?.kind === 'never-started') return IMPORT.test(fault?.what ?? '');
  const text = [fault?.what, fault?.why].join('\n');
  return failure?.kind === 'failed' && MISFIT.some((pattern) => pattern.test(text));
}
