/** What no line may hold, whatever the level. The content is what the provider simulators and the fixtures serve. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a planted word', /canary/i],
  ['a planted word in base64', /Y2FuYXJ5|NhbmFye|jYW5hcn/],
  ['a generated key or token', /local_[0-9a-f]{48}/],
  ['a signature', /[0-9a-fA-F]{64}/],
  ['an authorization header', /bearer\s/i],
  ['a signed link', /\/signed\/|X-Amz-Signature/i],
  ['a challenge', /chal_3f9c1b7e5a/],
  ['document content', /Ünal|Tōkyō|ACME|O’Neill|INV-\d{4}|1234567890123456|Invoice Number|ocrConfidence/],
];

/** The id of a quarantined body is its SHA-256, and so is that of an id too long for a key. */
const HASHED_ID = /"eventId":"~?[0-9a-f]{64}"/g;
/** Where a local function's code is, which a line names that says where an error was thrown. */
const CODE_DIRECTORY = /\/asset\.[0-9a-f]{64}\//g;

/** What of the forbidden stands in the text. */
export function leaksIn(text: string): readonly string[] {
  const checked = text.replace(HASHED_ID, '"eventId":"hashed"').replace(CODE_DIRECTORY, '/asset/');
  return FORBIDDEN.filter(([, pattern]) => pattern.test(checked)).map(([name]) => name);
}

/** Reads everything the functions of a journey print, and remembers what they must not have. */
export class LeakScanner {
  private readonly found: string[] = [];
  private lines = 0;

  read(functionId: string, line: string): void {
    this.lines += 1;
    for (const leak of leaksIn(line)) {
      this.found.push(`${functionId} printed ${leak}: ${line}`);
    }
  }

  get linesRead(): number {
    return this.lines;
  }

  get leaks(): readonly string[] {
    return this.found;
  }

  /** @throws Error that shows the first lines */
  assertClean(): void {
    if (this.found.length > 0) {
      throw new Error(
        `${this.found.length} leaks in what functions printed:\n${this.found.slice(0, 5).join('\n')}`,
      );
    }
  }
}
