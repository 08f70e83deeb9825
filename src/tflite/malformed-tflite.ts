/** The file cannot be read as TensorFlow Lite; the message says where it breaks, `what` what that means. */
export class MalformedTflite extends Error {
  override readonly name = 'MalformedTflite';
  constructor(
    message: string,
    readonly what = 'the file is truncated or damaged',
  ) {
    super(message);
  }
}
