/**
 * The protocol between the gate and a worker: one JSON object per line, requests on the worker's standard input,
 * answers on its original standard output. Tensors are passed in folders (see value-folder.ts), never in the lines.
 *
 *   worker → gate   {"event": "ready", "protocol": 1, "version": "1.30.0"}          once the framework is imported
 *   gate → worker   {"id": 1, "method": "load", "handle": "a", "path": …, "format": …, "options": {…}, "threads": 1}
 *   worker → gate   {"id": 1, "ok": true, "result": {"signature": {…}, "effectivePrecision": "f32", "seconds": 0.1, …}}
 *   gate → worker   {"id": 2, "method": "run", "handle": "a", "inputs": "<folder>", "outputs": "<empty folder>"}
 *   worker → gate   {"id": 2, "ok": false, "error": {"kind": "failed", "type": "RuntimeError", "message": …}}
 *   gate → worker   {"id": 3, "method": "unload", "handle": "a"}
 *
 * A converter gets only this request, and writes only beside `target`, in a fresh folder:
 *
 *   gate → worker   {"id": 1, "method": "convert", "path": …, "format": …, "target": "<fresh folder>/model.mnn",
 *                    "signature": {…} or null, "cases": ["<folder>", …], "options": {…}, "threads": 1}
 *   worker → gate   {"id": 1, "ok": true, "result": {"names": {"<name in path>": "<name in target>"},
 *                    "dtypes": {"ids": ["int64", "int32"]}, "layouts": {"image": [0, 2, 3, 1]}, "seconds": 2.1, …}}
 *
 * A worker ends when its standard input closes.
 */
import { z } from 'zod';
import { type DType, isDType } from '../tensor/dtype.js';
import type { Signature } from '../types.js';

export const PROTOCOL_VERSION = 1;

/** Text that a worker sends ends up in reports: what is longer than any honest one is cut. */
const text = (most: number) =>
  z
    .string()
    .transform((one) => (one.length > most ? `${one.slice(0, most)}…` : one))
    // Half a character cannot be written to a file.
    .transform((one) => one.toWellFormed());
const version = text(100);
const type = text(200);
const message = text(4000);
/** No request may take longer, and sums of them stay numbers. */
const seconds = z.number().min(0).max(1e9);
const peakRssBytes = z.int().min(0);
/** Names are not cut: they have to be those of the model. */
const name = z.string().max(10_000);

const readyEvent = z.object({
  event: z.literal('ready'),
  protocol: z.literal(PROTOCOL_VERSION),
  version,
});

/** The framework could not be imported: no other event follows. */
const brokenEvent = z.object({ event: z.literal('broken'), type, message });

export const workerErrorSchema = z.object({
  /** unsupported: the runtime reports that it lacks an operator or a type; failed: anything else. */
  kind: z.enum(['unsupported', 'failed']),
  type,
  message,
});

const answer = z.discriminatedUnion('ok', [
  z.object({ id: z.int(), ok: z.literal(true), result: z.unknown() }),
  z.object({ id: z.int(), ok: z.literal(false), error: workerErrorSchema }),
]);

export const workerLineSchema = z.union([readyEvent, brokenEvent, answer]);

const namesAndTypes = z.array(z.object({ name, type: z.unknown() })).max(10_000);

export const loadResultSchema = z.object({
  /** As the runtime sees it, in its own order. */
  signature: z.object({ inputs: namesAndTypes, outputs: namesAndTypes }),
  effectivePrecision: text(100).nullable(),
  seconds,
  peakRssBytes,
});
export const runResultSchema = z.object({ seconds, peakRssBytes });

const dtype = z.custom<DType>((raw) => typeof raw === 'string' && isDType(raw), 'is not an element type');

/** What a converter says about its changes besides names. */
export const reportedChanges = {
  /** In words: what it changed in the model before it converted it. */
  edits: z.array(z.string().max(200)).max(20).default([]),
  /** By name in the source: the element type in the source and in the target. */
  dtypes: z.record(z.string(), z.tuple([dtype, dtype])).default({}),
  /**
   * By name in the source: its axes in the order in which the target has them, as numpy's transpose takes them; null: an axis of size
   * one that the source does not have.
   */
  layouts: z.record(z.string(), z.array(z.int().min(0).nullable())).default({}),
};

export const convertResultSchema = z.object({
  /** Inputs and outputs that have another name in the target. */
  names: z.record(name, name),
  ...reportedChanges,
  seconds,
  peakRssBytes,
});

export type WorkerError = z.infer<typeof workerErrorSchema>;
export type LoadResult = z.infer<typeof loadResultSchema>;
export type ConvertResult = z.infer<typeof convertResultSchema>;
export type RunResult = z.infer<typeof runResultSchema>;

export type Request =
  | {
      readonly method: 'load';
      readonly handle: string;
      readonly path: string;
      readonly format: string;
      readonly options: Readonly<Record<string, unknown>>;
      readonly threads: number;
    }
  | { readonly method: 'run'; readonly handle: string; readonly inputs: string; readonly outputs: string }
  | { readonly method: 'unload'; readonly handle: string };

/** The request to a converter. */
export interface ConvertRequest {
  readonly method: 'convert';
  readonly path: string;
  readonly format: string;
  /** The file or folder to write; the folder around it is empty. */
  readonly target: string;
  /** Of the model at `path`, under its own names; null where the gate does not know it. */
  readonly signature: Signature | null;
  /** Folders with the inputs of golden cases, under the names of the model at `path`; for converters that need them. */
  readonly cases: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly threads: number;
}
