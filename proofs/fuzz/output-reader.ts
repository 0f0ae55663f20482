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
