/** What runs inside of the page. Its functions are sent there as text, so each stands for itself: no imports, no names from outside. */

/** A tensor on its way into the page: its bytes lie at an address there, strings travel as they are. */
export interface SentTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes?: string;
  readonly strings?: readonly string[];
}

/** A tensor on its way out: its bytes in base 64. */
export interface ReceivedTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly base64?: string;
  readonly strings?: readonly string[];
}

/** A tensor in the page; narrow floats as their bits. */
export interface PageTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView | readonly string[];
}

/** What the functions of adapters find in the page. */
export interface PageApi {
  /** The functions that the site brought along. */
  readonly functions: Readonly<Record<string, unknown>>;
  /** Whatever the adapter keeps between its calls. */
  state: unknown;
  /** The bytes at an address of the page. */
  file(path: string): Promise<Uint8Array<ArrayBuffer>>;
  take(tensors: readonly SentTensor[]): Promise<PageTensor[]>;
  give(tensors: readonly PageTensor[]): Promise<ReceivedTensor[]>;
  /** @throws Error in the words that `missingGraphics` knows when the browser has no WebGPU here */
  wantWebgpu(): Promise<void>;
}

/** Makes the PageApi, the first thing that runs in a page. */
export function preparePage(functions: PageApi['functions']): PageApi {
  const arrays: Record<string, new (buffer: ArrayBuffer) => ArrayBufferView> = {
    float32: Float32Array,
    float64: Float64Array,
    float16: Uint16Array,
    int8: Int8Array,
    int16: Int16Array,
    int32: Int32Array,
    int64: BigInt64Array,
    uint8: Uint8Array,
    uint16: Uint16Array,
    uint32: Uint32Array,
    uint64: BigUint64Array,
    bool: Uint8Array,
  };

  /** In pieces: a message to the browser has a greatest length. */
  async function file(path: string): Promise<Uint8Array<ArrayBuffer>> {
    let bytes = new Uint8Array(0);
    for (let at = 0, size = 1; at < size; ) {
      const response = await fetch(`${path}?from=${at}`);
      if (!response.ok) throw new Error(`${path} cannot be read`);
      if (at === 0) {
        size = Number(response.headers.get('x-size'));
        bytes = new Uint8Array(size);
      }
      const piece = new Uint8Array(await response.arrayBuffer());
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  async function takeOne({ name, dtype, shape, bytes, strings }: SentTensor): Promise<PageTensor> {
    if (bytes === undefined) return { name, dtype, shape, data: strings ?? [] };
    const Data = arrays[dtype];
    if (Data === undefined) throw new Error(`the page has no ${dtype}`);
    return { name, dtype, shape, data: new Data((await file(bytes)).buffer) };
  }

  function base64Of(data: ArrayBufferView): string {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const pieces: string[] = [];
    // A multiple of three, so that the pieces fit together.
    const step = 3 << 13;
    for (let at = 0; at < bytes.length; at += step)
      pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + step))));
    return pieces.join('');
  }

  return {
    functions,
    state: undefined,
    file,
    take: (tensors) => Promise.all(tensors.map(takeOne)),
    give: async (tensors) =>
      tensors.map(({ name, dtype, shape, data }) =>
        ArrayBuffer.isView(data)
          ? { name, dtype, shape, base64: base64Of(data) }
          : { name, dtype, shape, strings: [...data] },
      ),
    async wantWebgpu() {
      const { navigator } = globalThis as { navigator?: { gpu?: { requestAdapter(): Promise<unknown> } } };
      const gpu = navigator?.gpu;
      if (gpu === undefined) throw new Error('this browser has no WebGPU here');
      if ((await gpu.requestAdapter()) === null) throw new Error('this browser has no adapter for WebGPU here');
    },
  };
}

/** Why an error of `wantWebgpu` means that the runtime cannot run here; null for other errors. */
export function missingGraphics(message: string): string | null {
  return /this browser has no (?:WebGPU|adapter for WebGPU|WebGL) here/.exec(message)?.[0] ?? null;
}
