import type { JsonView } from '../../domain/text/json-view';
import { holdsValue } from '../shared/holds-value';

/**
 * Whether any row of any table has a cell with a value. Where a table, a row or a cell has a form that no documentation shows, any
 * value in it counts: a full answer must not be taken for an empty one.
 */
export function hasFilledTable(tables: JsonView | undefined): boolean {
  return hasAny(tables, (table) =>
    hasAny(table.type === 'object' ? table.member('rows') : table, isFilledRow),
  );
}

export function isContainer(view: JsonView | undefined): view is JsonView {
  return view?.type === 'object' || view?.type === 'array';
}

/** A row's own id, index and status say nothing of its cells. */
function isFilledRow(row: JsonView): boolean {
  const cells = row.member('cells');
  return cells ? hasAny(cells, isFilledCell) : holdsValue(row);
}

/** `columnId` names the cell's column. */
function isFilledCell(cell: JsonView): boolean {
  const value = cell.member('value');
  return value ? holdsValue(value) : holdsValue(cell, ['columnId']);
}

/** Of a list, or of an object by id; anything else counts when it is a value itself. */
function hasAny(parts: JsonView | undefined, isFilled: (part: JsonView) => boolean): boolean {
  if (!isContainer(parts)) {
    return holdsValue(parts);
  }
  for (const part of parts.values()) {
    if (isFilled(part)) {
      return true;
    }
  }
  return false;
}
