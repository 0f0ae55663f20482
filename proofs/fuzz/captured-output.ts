type Write = typeof process.stdout.write;

/** Takes what this process prints while a function runs in it, line by line. */
export class CapturedOutput {
  private readonly restore: readonly (() => void)[];
  private capturing = false;

  constructor(private readonly onLine: (line: string) => void) {
    this.restore = [process.stdout, process.stderr].map((stream) => this.divert(stream));
  }

  /** What `work` prints is captured; everything else goes its usual way. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.capturing = true;
    try {
      return await work();
    } finally {
      this.capturing = false;
    }
  }

  stop(): void {
    for (const restore of this.restore) {
      restore();
    }
  }

  private divert(stream: NodeJS.WriteStream): () => void {
    const { write } = stream;
    stream.write = ((chunk: unknown, ...rest: unknown[]) => {
      if (!this.capturing) {
        return Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
      }
      for (const line of String(chunk).split('\n').filter(Boolean)) {
        this.onLine(line);
      }
      return true;
    }) as Write;
    return () => {
      stream.write = write;
    };
  }
}
