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

/** Any signature of the schemes we know. */
const SIGNATURE = /[0-9a-fA-F]{64}/;

/** Reads what the function prints: refusals by reason, as metrics and as log lines, and lines that hold what none may. */
export class OutputReader {
  private readonly reasons = new Map<string, number>();
  private readonly logged = new Map<string, number>();
  private leaks = 0;

  constructor(private readonly secrets: readonly string[]) {}

  read(line: string): void {
    if (SIGNATURE.test(line) || this.secrets.some((secret) => line.includes(secret))) {
      this.leaks += 1;
    }
    const said = objectIn(line);
    const { reason, SignatureRejected, BodyTooLarge } = said;
    const refused = SignatureRejected ?? BodyTooLarge;
    if (typeof reason !== 'string') {
      return;
    }
    if (typeof refused === 'number') {
      add(this.reasons, reason, refused);
    } else if ('message' in said) {
      add(this.logged, reason, 1);
    }
  }

  counts() {
    return { reasons: new Map(this.reasons), logged: new Map(this.logged), leaks: this.leaks };
  }

  reset(): void {
    this.reasons.clear();
    this.logged.clear();
    this.leaks = 0;
  }
}

/** A line that is no JSON object says nothing. */
function objectIn(line: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}
