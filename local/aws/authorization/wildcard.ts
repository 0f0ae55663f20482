/** True for a pattern that means more than one name. */
export function isWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** IAM's patterns: `*` is any text, `?` any one character, everything else itself. */
export function wildcard(pattern: string, flags: '' | 'i' = ''): RegExp {
  const source = pattern
    .split(/([*?])/)
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, `s${flags}`);
}
