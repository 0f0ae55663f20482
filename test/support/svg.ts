/** The first tag that is not closed or closes no other; undefined when every tag is balanced. */
export function findUnbalancedTag(svg: string): string | undefined {
  const open: string[] = [];
  for (const [tag, end, name = '', empty] of svg.matchAll(/<(\/?)([a-zA-Z]+)[^<>]*?(\/?)>/g)) {
    if (empty) {
      continue;
    }
    if (!end) {
      open.push(name);
    } else if (open.pop() !== name) {
      return tag;
    }
  }
  return open.at(-1) ?? /<(?![/a-zA-Z!])|&(?!\w+;|#)/.exec(svg)?.[0];
}

/** What keeps an SVG from showing as an image: scripts, and whatever it would load. */
export const LOADS_OR_RUNS = /<script|<foreignObject|@import|\bon\w+="|url\((?!#)|href=/;
