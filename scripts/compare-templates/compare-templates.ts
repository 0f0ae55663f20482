/** Old name → new name, of everything that a template may name. Sentences of descriptions are compared apart. */
export const RENAMED: Readonly<Record<string, string>> = {
  Covered: 'ResultShared',
};

export interface Difference {
  /** `sentence`: of a description, which nothing reads but people. */
  readonly kind: 'sentence' | 'other';
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Asset hashes follow the code, so they differ with every commit. */
const HASH = /\b[0-9a-f]{64}\b/g;
const SENTENCES =
  /\/(AlarmDescription|Description|DashboardBody|extraction-inbox:grants\/\d+\/(why|wildcard))(\/|$)/;

/** Where two CloudFormation templates differ, once names are mapped and asset hashes left out. */
export function compareTemplates(before: unknown, after: unknown, path = ''): Difference[] {
  const [one, other] = [renamed(before), renamed(after)];
  if (isTree(one) && isTree(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].flatMap((key) => compareTemplates(one[key], other[key], `${path}/${key}`));
  }
  if (one === other) {
    return [];
  }
  return [{ kind: SENTENCES.test(path) ? 'sentence' : 'other', path, before, after }];
}

function renamed(value: unknown): unknown {
  if (isTree(value) && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [RENAMED[key] ?? key, inner]));
  }
  if (typeof value !== 'string') {
    return value;
  }
  const text = value.replace(HASH, '<hash>');
  return text.replace(/\w+/g, (word) => (Object.hasOwn(RENAMED, word) ? (RENAMED[word] ?? word) : word));
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
