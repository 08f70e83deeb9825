import type { Fault } from '../types.js';

/** More about malformed bytes, for the message that is made of them. */
export interface MalformedDetail {
  /** Tensor, archive entry or key that is wrong. */
  readonly entry?: string;
  readonly why?: string;
  readonly next?: string;
}

/**
 * Bytes that are not what their format asks for. Whoever knows where they came from turns it into what it means there:
 * a UserError for a committed golden, a fault of the model for a committed model or a worker's answer.
 */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  constructor(
    readonly what: string,
    readonly detail: MalformedDetail = {},
  ) {
    super(detail.entry === undefined ? what : `${detail.entry}: ${what}`);
  }

  /** The same, said of `entry` unless an entry is named already. */
  in(entry: string): Malformed {
    return this.detail.entry === undefined ? new Malformed(this.what, { ...this.detail, entry }) : this;
  }

  /**
   * The fault of a model with such bytes.
   * @param next what to do, unless the error itself says it
   */
  fault(next: string): Fault {
    const { why } = this.detail;
    return { what: this.message, ...(why !== undefined && { why }), next: this.detail.next ?? next };
  }
}

/** What most malformed bytes mean, where only the place at which they break tells them apart. */
export function damaged(why: string): Malformed {
  return new Malformed('the file is truncated or damaged', { why });
}
