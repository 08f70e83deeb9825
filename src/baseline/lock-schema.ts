/** The baseline as it is committed. schema/lock.schema.json is generated from here. */
import { z } from 'zod';
import { modelSchema } from '../results/schema.js';
import { APPROVABLE_STATES } from '../results/states.js';
import { real } from '../tensor/real.js';
import { knownToleranceSchema } from './known-tolerance.js';

export const LOCK_VERSION = 1;
export const LOCK_FILE = 'portability.lock.json';

const digest = z.string().regex(/^[0-9a-f]{64}$/, 'give 64 hexadecimal digits');
const sha256 = digest.describe(
  "Digest of the model's file; for several forms, the digest of their digests, one per line",
);
const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, 'give one line without control characters');
const date = z.iso.date('give a day, as in 2027-03-01');

/** How far one output was off, the worst of all cases and forms: what later runs are compared with. */
const measureSchema = z.strictObject({
  output: z.string(),
  noiseRatio: real.optional().describe('In units of the noise floor'),
  rmse: real.optional().describe('If there is no noise floor'),
  mismatched: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('Share of elements that differ, if no difference can be measured'),
  nonFinite: z.literal(true).optional().describe('NaN or infinity was in different places'),
  structure: z.literal(true).optional().describe('The output was missing, or had a different type or shape'),
});

export const approvalSchema = z.strictObject({
  model: z.string(),
  runtime: z.string(),
  state: z.enum(APPROVABLE_STATES),
  reason: line(500).describe('Why this is fine'),
  author: line(100),
  date: date.describe('Day of the approval'),
  until: date.optional().describe('Last day of the approval; no end date when left out'),
  sha256,
  measured: z.array(measureSchema).describe('How far the outputs were off; more than 4 times that is not covered'),
});

const knownModelSchema = z.strictObject({
  id: z.string(),
  sha256,
  noise: z
    .array(
      z.strictObject({
        case: z.string(),
        output: z.string(),
        sigma: real.describe('How far the output moved when inputs and weights moved by one unit in the last place'),
        unit: z.number().positive().describe('Unit roundoff of what was moved: 2^-24 for float32'),
      }),
    )
    .describe('Noise floors; empty when none could be measured'),
  goldens: modelSchema.shape.goldens.optional(),
  reference: modelSchema.shape.reference.optional(),
});

const knownCellSchema = z.strictObject({
  model: z.string(),
  runtime: z.string(),
  state: z.enum(['pass', ...APPROVABLE_STATES]).describe('State of the run, before any approval'),
  version: z.string().nullable().describe('Release of the runtime; null when it never started'),
  platform: z.string().describe('Operating system and architecture, as in linux-x64'),
  isa: z.string().describe('Instruction sets that change numerics, separated by spaces'),
  effectivePrecision: z.string().optional().describe('Precision that the runtime reports; if it reports one'),
  outputs: z.array(measureSchema.extend({ tolerance: knownToleranceSchema })),
  key: digest
    .optional()
    .describe('Digest of everything that a pass depends on: where it is the same, the cell need not run again'),
});

export const lockSchema = z.strictObject({
  version: z.literal(LOCK_VERSION),
  approvals: z.array(approvalSchema).describe('Accepted drifts and failures; written by portability approve alone'),
  models: z.array(knownModelSchema).describe('Written by portability run --update-baseline'),
  cells: z.array(knownCellSchema).describe('Last known results; written by portability run --update-baseline'),
});

export type Baseline = z.infer<typeof lockSchema>;
export type Approval = z.infer<typeof approvalSchema>;
export type KnownModel = z.infer<typeof knownModelSchema>;
export type KnownCell = z.infer<typeof knownCellSchema>;
export type Measure = z.infer<typeof measureSchema>;

export const EMPTY_BASELINE: Baseline = { version: LOCK_VERSION, approvals: [], models: [], cells: [] };
