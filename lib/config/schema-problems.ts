import type { core } from 'zod';
import type { ConfigProblem } from './config-error';

type Path = readonly PropertyKey[];

const REMEDY = 'Correct it in the configuration file; lib/config/config-input.ts explains every key.';

/** What zod found, as a person would say it. `prefix` is where `input` lies in the file. */
export function problemsOf(
  issues: readonly core.$ZodIssue[],
  input: unknown,
  prefix: Path = [],
): ConfigProblem[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => unknownKey(input, [...issue.path, key], prefix))
      : [{ ...place(input, issue.path, prefix), expected: expectedBy(issue), remedy: REMEDY }],
  );
}

function unknownKey(input: unknown, path: Path, prefix: Path): ConfigProblem {
  return {
    ...place(input, path, prefix),
    expected: 'no key of this name',
    remedy:
      'Check its spelling and place: lib/config/config-input.ts and the provider’s options list all there are.',
  };
}

function place(input: unknown, path: Path, prefix: Path): Pick<ConfigProblem, 'key' | 'got'> {
  return { key: keyPath([...prefix, ...path]), got: valueAt(input, path) };
}

/** `['sources', 0, 'options']` → `sources[0].options`. */
export function keyPath(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );
}

/** Our own messages say what is expected; zod's begin with what is wrong. */
function expectedBy(issue: core.$ZodIssue): string {
  return issue.message.replace(/^Invalid (input|option): /, '').replace(/^expected /, '');
}
