/** The part of an answer that tells schedules apart. */
export function codeOf(value: unknown): string {
  if (value instanceof Error) {
    return 'E';
  }
  const fields = fieldsOf(value);
  if ('applied' in fields) {
    return fields.applied ? '+' : '-';
  }
  if ('stored' in fields) {
    return fields.stored ? '+' : '-';
  }
  return 'status' in fields ? String(fields.status) : '';
}

/** An answer, for people who read a trace. */
export function wordsOf(value: unknown): string {
  if (value instanceof Error) {
    return value.message;
  }
  const fields = fieldsOf(value);
  if ('applied' in fields) {
    const record = fieldsOf(fields.record ?? fields.existing);
    return `${fields.applied ? 'applied' : 'refused'} (now ${record.status ?? 'no record'})`;
  }
  if ('stored' in fields) {
    return fields.stored ? 'stored' : 'refused (412)';
  }
  if (Array.isArray(fields.items)) {
    return `${fields.items.length} due`;
  }
  return 'status' in fields ? String(fields.status) : 'done';
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
