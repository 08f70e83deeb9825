import { overlap } from './box-overlap.js';
import type { Detection } from './detections.js';

export interface Match {
  readonly reference: Detection;
  readonly candidate: Detection;
  readonly iou: number;
}

export interface Matching {
  readonly matches: readonly Match[];
  /** Detections of the reference, and of the candidate, that are left without a partner. */
  readonly missing: readonly Detection[];
  readonly extra: readonly Detection[];
}

export interface MatchLimits {
  readonly iou: number;
  readonly scoreMargin: number;
}

interface Edge {
  readonly to: number;
  readonly iou: number;
}

/**
 * Pairs the detections of two lists one to one, as many as can be (Kuhn's augmenting paths), trying larger overlaps
 * first. Two can be a pair when their labels are equal, their boxes overlap enough and their scores are close enough;
 * how many pairs there are depends neither on order nor on which list is the reference.
 */
export function matchDetections(
  reference: readonly Detection[],
  candidate: readonly Detection[],
  limits: MatchLimits,
): Matching {
  const byLabel = new Map<string, { detection: Detection; at: number }[]>();
  for (const [at, detection] of candidate.entries())
    byLabel.set(detection.label, [...(byLabel.get(detection.label) ?? []), { detection, at }]);
  const edges = reference.map((own): readonly Edge[] =>
    (byLabel.get(own.label) ?? [])
      .filter(({ detection }) => Math.abs(detection.score - own.score) <= limits.scoreMargin)
      .map(({ detection, at }) => ({ to: at, iou: overlap(own.box, detection.box) }))
      .filter(({ iou }) => iou >= limits.iou)
      .sort((a, b) => b.iou - a.iou),
  );
  const partners = assign(edges, candidate.length);
  const matches: Match[] = [];
  const taken = new Set<number>();
  for (const [at, from] of partners.entries()) {
    const [own, other] = [from === null ? undefined : reference[from], candidate[at]];
    if (from === null || own === undefined || other === undefined) continue;
    taken.add(from);
    matches.push({ reference: own, candidate: other, iou: overlap(own.box, other.box) });
  }
  return {
    matches,
    missing: reference.filter((_, i) => !taken.has(i)),
    extra: candidate.filter((_, i) => partners[i] === null),
  };
}

/** For each place on the right, the one on the left that got it. Without recursion: lists may be long. */
function assign(edges: readonly (readonly Edge[])[], rights: number): (number | null)[] {
  const owner = new Array<number | null>(rights).fill(null);
  const held = new Map<number, number>();
  for (const start of edges.keys()) {
    const cameFrom = new Map<number, number>();
    const queue = [start];
    let free: number | null = null;
    for (let head = 0; head < queue.length && free === null; head++) {
      const left = queue[head] ?? start;
      for (const { to } of edges[left] ?? []) {
        if (cameFrom.has(to)) continue;
        cameFrom.set(to, left);
        const current = owner[to] ?? null;
        if (current === null) {
          free = to;
          break;
        }
        queue.push(current);
      }
    }
    // Back along the path: each place goes to the one that reached it, which frees the place that one had.
    while (free !== null) {
      const left: number = cameFrom.get(free) ?? start;
      const before: number | null = held.get(left) ?? null;
      owner[free] = left;
      held.set(left, free);
      free = before;
    }
  }
  return owner;
}
