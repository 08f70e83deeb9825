/** A file cannot be read as what it should be; the message says where it breaks, `what` what that means. */
export class MalformedFile extends Error {
  override readonly name = 'MalformedFile';
  constructor(
    message: string,
    readonly what = 'the file is truncated or damaged',
  ) {
    super(message);
  }
}
