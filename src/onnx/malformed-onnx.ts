/** The file cannot be read as ONNX; the message says where it breaks, `what` what that means. */
export class MalformedOnnx extends Error {
  override readonly name = 'MalformedOnnx';
  constructor(
    message: string,
    readonly what = 'the file is truncated or damaged',
  ) {
    super(message);
  }
}
