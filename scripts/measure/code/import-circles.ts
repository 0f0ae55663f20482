import type { Checkout } from './checkout';
import { type Import, readImports } from './syntax';

/** Files that import each other, directly or by way of the others, sorted. */
export type Circle = readonly string[];

export interface Circles {
  /** Circles that exist when the program runs. */
  readonly values: readonly Circle[];
  /** Circles that `import type` closes or takes part in: TypeScript drops them, a reader does not. */
  readonly types: readonly Circle[];
}

/** The strongly connected components of more than one file over the relative imports of all code. */
export function findImportCircles(checkout: Checkout): Circles {
  const graph = new Map(checkout.sources(checkout.code).map((path) => [path, readImports(path, checkout)]));
  const values = components(graph, ({ isType }) => !isType);
  const known = new Set(values.map(String));
  const types = components(graph, () => true).filter((circle) => !known.has(String(circle)));
  return { values, types };
}

/** Tarjan's algorithm. */
function components(
  graph: ReadonlyMap<string, readonly Import[]>,
  follows: (edge: Import) => boolean,
): readonly Circle[] {
  const order = new Map<string, number>();
  const stack: string[] = [];
  const circles: Circle[] = [];

  for (const path of graph.keys()) {
    if (!order.has(path)) {
      visit(path);
    }
  }
  return circles.sort((one, other) => (String(one) < String(other) ? -1 : 1));

  function visit(path: string): number {
    const index = order.size;
    order.set(path, index);
    stack.push(path);
    let low = index;
    for (const { path: next } of (graph.get(path) ?? []).filter(follows)) {
      if (!order.has(next)) {
        low = Math.min(low, visit(next));
      } else if (stack.includes(next)) {
        low = Math.min(low, order.get(next) ?? low);
      }
    }
    if (low === index) {
      const circle = stack.splice(stack.indexOf(path));
      if (circle.length > 1) {
        circles.push(circle.sort());
      }
    }
    return low;
  }
}
