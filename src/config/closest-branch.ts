import type { z } from 'zod';

/** A value of another kind counts for more than any number of wrong keys. */
const OTHER_KIND = 1000;
/** An unknown key counts more against a branch than a missing one: it was written, so something else was meant. */
const UNKNOWN_KEY = 2;

/**
 * Which branch of a union was most likely meant, by zod's issues with each: the one with the least to fix.
 * @returns index into `branches`; the first of equals
 */
export function closestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): number {
  const distances = branches.map(distanceOf);
  return Math.max(0, distances.indexOf(Math.min(...distances)));
}

function distanceOf(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + weightOf(issue), 0);
}

function weightOf(issue: z.core.$ZodIssue): number {
  if (issue.code === 'unrecognized_keys') return UNKNOWN_KEY * issue.keys.length;
  if (issue.path.length > 0) return 1;
  if (issue.code === 'invalid_union') return Math.min(OTHER_KIND, ...issue.errors.map(distanceOf));
  return issue.code === 'invalid_type' || issue.code === 'invalid_value' ? OTHER_KIND : 1;
}

/** The issues with the alternative that was meant; undefined where the value is of another kind than each of them. */
export function meantIssues({ errors }: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const fitting = errors.filter((branch) => !branch.some(isOtherKind));
  return fitting[closestBranch(fitting)];
}

/** Whether a value does not fit an alternative at all, rather than in one of its parts. */
function isOtherKind({ code, path }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value' || code === 'invalid_union');
}
