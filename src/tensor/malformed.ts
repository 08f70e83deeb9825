/** More about a malformed file, for the message that its reader makes. */
export interface MalformedDetail {
  /** Tensor, archive entry or key that is wrong. */
  readonly entry?: string;
  readonly why?: string;
  readonly next?: string;
}

/**
 * Bytes that are not what their format asks for. Whoever knows where they came from turns it into what it means there:
 * a UserError for a committed golden, a fault of the model for a worker's answer.
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
}
