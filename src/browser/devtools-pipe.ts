import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

const NUL = 0;

const message = z.looseObject({
  id: z.int().optional(),
  method: z.string().optional(),
  sessionId: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
});

/** A browser's DevTools protocol over two pipes: JSON messages, each ended by a zero byte. No port, so no network. */
export class DevtoolsPipe {
  readonly #to: Writable;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  readonly #listeners = new Map<string, (params: unknown, sessionId: string | undefined) => void>();
  #pending: Buffer[] = [];
  #nextId = 1;
  #end: Error | undefined;

  constructor(to: Writable, from: Readable) {
    this.#to = to;
    // Writing fails when the browser has exited, which is reported by its exit.
    to.on('error', () => {});
    from.on('error', () => {});
    from.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    const id = this.#nextId++;
    this.#to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  /** One listener for each kind of event. */
  on(event: string, listener: (params: unknown, sessionId: string | undefined) => void): void {
    this.#listeners.set(event, listener);
  }

  /** No more answers come: every pending request fails with this error. */
  end(error: Error): void {
    this.#end ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#end);
    this.#waiting.clear();
  }

  #take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NUL); end >= 0; end = chunk.indexOf(NUL, start)) {
      const text = Buffer.concat([...this.#pending, chunk.subarray(start, end)]).toString('utf8');
      this.#pending = [];
      start = end + 1;
      this.#receive(text);
    }
    if (start < chunk.length) this.#pending.push(chunk.subarray(start));
  }

  #receive(text: string): void {
    const { id, method, sessionId, params, result, error } = message.parse(JSON.parse(text));
    if (id === undefined) {
      this.#listeners.get(method ?? '')?.(params, sessionId);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(`the browser reports: ${error.message}`));
  }
}
