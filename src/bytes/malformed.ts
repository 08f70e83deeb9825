import type { Fault } from '../types.js';

/** Details about malformed bytes, for messages. */
export interface MalformedDetail {
  /** Tensor, archive entry or key that is wrong. */
  readonly entry?: string;
  readonly why?: string;
  readonly next?: string;
}

/**
 * Bytes that do not follow their format. A caller that knows where they came from turns it into what it means there: a
 * UserError for a committed golden, a fault of the model for a committed model or a worker's answer.
 */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  constructor(
    readonly what: string,
    readonly detail: MalformedDetail = {},
  ) {
    super(detail.entry === undefined ? what : `${detail.entry}: ${what}`);
  }

  /** The same error about `entry`, unless it names an entry already. */
  in(entry: string): Malformed {
    return this.detail.entry === undefined ? new Malformed(this.what, { ...this.detail, entry }) : this;
  }

  /**
   * The fault of a model with such bytes.
   * @param next what to do, unless the error itself has a next step
   */
  fault(next: string): Fault {
    const { why } = this.detail;
    return { what: this.message, ...(why !== undefined && { why }), next: this.detail.next ?? next };
  }
}

/** The usual error for malformed bytes; `why` says where and how they break the format. */
export function damaged(why: string): Malformed {
  return new Malformed('the file is truncated or damaged', { why });
}
