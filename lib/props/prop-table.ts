/** The key of the configuration that a prop stands for. */
export interface PropRow {
  readonly key: string;
  /** Of a `Duration`: the unit of the key. */
  readonly unit?: 'seconds' | 'minutes' | 'hours' | 'days';
}

/** `undefined`: the prop is no key of the configuration, or is read in a way of its own. */
export type PropTable<Props> = Readonly<Record<keyof Props, PropRow | undefined>>;

/** The rows of a table that are keys of the configuration, with their props. */
export function listRows(table: PropTable<object>): readonly (readonly [prop: string, row: PropRow])[] {
  return Object.entries<PropRow | undefined>(table).flatMap(([prop, row]) =>
    row ? [[prop, row] as const] : [],
  );
}
