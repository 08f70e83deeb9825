/** What runs inside the page. Functions are sent as text, so each is self-contained: no imports, no outside names. */

/** A tensor on its way into the page: its bytes are at an address there, strings are sent as they are. */
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

/** What functions of adapters can use in the page. */
export interface PageApi {
  /** The functions of the site. */
  readonly functions: Readonly<Record<string, unknown>>;
  /** Whatever the adapter keeps between its calls. */
  state: unknown;
  /** The bytes at an address of the page. */
  file(path: string): Promise<Uint8Array<ArrayBuffer>>;
  take(tensors: readonly SentTensor[]): Promise<PageTensor[]>;
  give(tensors: readonly PageTensor[]): Promise<ReceivedTensor[]>;
  /**
   * Checks that the backend has a device to run on; only WebGPU and WebGL need one.
   * @param hardware whether it must be a graphics card and not an emulation of one
   * @throws Error with a message that `missingGraphics` recognises
   */
  wantGraphics(backend: string, hardware: boolean): Promise<void>;
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

  /** In pieces: messages to the browser are limited in length. */
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

  /** A description of WebGPU's adapter; null when there is none. */
  async function webgpu(): Promise<string | null> {
    interface Adapter {
      readonly isFallbackAdapter?: boolean;
      readonly info?: {
        readonly isFallbackAdapter?: boolean;
        readonly vendor?: string;
        readonly architecture?: string;
      };
    }
    const { navigator } = globalThis as { navigator?: { gpu?: { requestAdapter(): Promise<Adapter | null> } } };
    const adapter = (await navigator?.gpu?.requestAdapter()) ?? null;
    if (adapter === null) return null;
    const { isFallbackAdapter, info } = adapter;
    const fallback = isFallbackAdapter === true || info?.isFallbackAdapter === true ? 'fallback' : '';
    return `${info?.vendor ?? ''} ${info?.architecture ?? ''} ${fallback}`;
  }

  function webgl(): string | null {
    interface Context {
      getExtension(name: string): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
      getParameter(name: number): unknown;
    }
    const { OffscreenCanvas: Canvas } = globalThis as unknown as {
      OffscreenCanvas: new (width: number, height: number) => { getContext(name: string): Context | null };
    };
    const context = new Canvas(1, 1).getContext('webgl2');
    const names = context?.getExtension('WEBGL_debug_renderer_info') ?? null;
    if (context === null) return null;
    return names === null ? '' : String(context.getParameter(names.UNMASKED_RENDERER_WEBGL));
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
    async wantGraphics(backend, hardware) {
      const [kind, found] =
        backend === 'webgpu' ? ['WebGPU', await webgpu()] : backend === 'webgl' ? ['WebGL', webgl()] : ['', ''];
      if (found === null) throw new Error(`the browser has no ${kind} on this machine`);
      if (hardware && /swiftshader|llvmpipe|lavapipe|fallback/i.test(found))
        throw new Error(`the browser has no graphics card for ${kind} on this machine`);
    },
  };
}

/** Why an error of `wantGraphics` means that the runtime cannot run here; null for other errors. */
export function missingGraphics(message: string): string | null {
  return /the browser has no (?:graphics card for )?(?:WebGPU|WebGL) on this machine/.exec(message)?.[0] ?? null;
}
