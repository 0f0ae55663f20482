/** `my-src` → `MySrc`: the part of an output's or a construct's name that stands for a source or a provider. */
export function pascalCase(id: string): string {
  return id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
