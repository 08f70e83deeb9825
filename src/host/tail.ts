/** Keeps the last `limit` bytes of a stream: what a process wrote before it ended. */
export class Tail {
  #chunks: Buffer[] = [];
  #size = 0;
  constructor(readonly limit: number) {}

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size - (this.#chunks[0]?.length ?? 0) >= this.limit) this.#size -= this.#chunks.shift()?.length ?? 0;
  }

  clear(): void {
    this.#chunks = [];
    this.#size = 0;
  }

  text(): string {
    return Buffer.concat(this.#chunks).subarray(-this.limit).toString('utf8');
  }
}
