import type { z } from 'zod';
import { didYouMean } from './did-you-mean.js';
import { yamlWord } from './yaml-word.js';

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'a map of keys',
  record: 'a map of names',
  string: 'a string',
  tuple: 'a list',
};

/**
 * What is wrong with a value, to follow its path in a message: `must be a list, not "onnxruntime"`.
 * @param value as written; undefined when it is missing
 */
export function issueInWords(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_value':
      return mustBe([issue], value);
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array')
        return issue.minimum === 1 ? 'must not be empty' : `must have at least ${issue.minimum} entries`;
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}, not ${shown(value)}`;
    case 'too_big':
      if (issue.origin === 'string' || issue.origin === 'array') return `must have at most ${issue.maximum} entries`;
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}, not ${shown(value)}`;
    default:
      return `is not valid: ${issue.message}`;
  }
}

/** What is wrong with a value that fits none of several alternatives, given the issues of each. */
export function mustBe(issues: readonly Issue[], value: unknown): string {
  if (value === undefined) return 'is missing';
  const values = issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values.map(String) : []));
  const types = issues.flatMap((issue) =>
    issue.code === 'invalid_type' ? [TYPES[issue.expected] ?? issue.expected] : [],
  );
  const hint = typeof value === 'string' ? didYouMean(value, values) : '';
  const quotes = types.join() === TYPES.string && typeof value === 'number' ? '; put it in quotes' : '';
  return `must be ${enumerate([...new Set([...values, ...types])])}, not ${shown(value)}${hint}${quotes}${types.join() === TYPES.array ? asList(value) : ''}`;
}

/** How to write as a list what is none. */
function asList(value: unknown): string {
  if (typeof value === 'string') return `; write [${yamlWord(value)}]`;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? '; write its entries one below the other, each after a hyphen'
    : '';
}

function enumerate(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? 'something else') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
