import { parseColours, type Span } from './colours';
import type { RecordedLine } from './record';

/** At most this many rows are seen at once; older ones leave at the top. */
const ROWS = 44;
const ROW_HEIGHT = 16;
const WIDTH = 800;
const MARGIN = 16;
const TITLE_BAR = 34;
/** Waiting is cut to this: each line says when it was printed. */
const LONGEST_GAP_MS = 700;
const FIRST_LINE_MS = 900;
/** How long the end stands before it starts again. */
const HOLD_MS = 15_000;

interface Frame {
  readonly atMs: number;
  /** How many lines have been printed. */
  readonly lines: number;
}

/**
 * The recording as an animated SVG that needs no script. All lines are drawn; a cover hides those still to come, and both move
 * up as lines leave at the top. Readers who want less motion see the last frame.
 */
export function drawRecording(command: string, recorded: readonly RecordedLine[]): string {
  const lines = [`$ ${command}`, ...recorded.map(({ text }) => text)];
  const frames = planFrames(recorded);
  const totalMs = (frames.at(-1)?.atMs ?? 0) + HOLD_MS;
  const rows = Math.min(ROWS, lines.length);
  const height = TITLE_BAR + rows * ROW_HEIGHT + MARGIN;
  const top = (count: number) => -Math.max(0, count - rows) * ROW_HEIGHT;
  const moves = (name: string, offset: (count: number) => number) =>
    `@keyframes ${name} { ${frames
      .map(
        ({ atMs, lines: count }) =>
          `${toPercent(atMs, totalMs)} { transform: translateY(${offset(count)}px) }`,
      )
      .join(' ')} 100% { transform: translateY(${offset(lines.length)}px) } }`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title">
<title id="title">${escapeXml(`${command}: what it prints`)}</title>
<style>
${COLOURS}
${moves('scroll', top)}
${moves('reveal', (count) => count * ROW_HEIGHT)}
.lines { transform: translateY(${top(lines.length)}px); animation: scroll ${totalMs}ms step-end infinite }
.cover { transform: translateY(${lines.length * ROW_HEIGHT}px); animation: reveal ${totalMs}ms step-end infinite }
@media (prefers-reduced-motion: reduce) { .lines, .cover { animation: none } }
</style>
<rect class="window" width="${WIDTH}" height="${height}" rx="8"/>
<circle class="button" cx="20" cy="17" r="5"/><circle class="button" cx="38" cy="17" r="5"/><circle class="button" cx="56" cy="17" r="5"/>
<text class="dim" x="${WIDTH / 2}" y="21" text-anchor="middle">${escapeXml(command)}</text>
<clipPath id="screen"><rect width="${WIDTH}" height="${rows * ROW_HEIGHT + MARGIN / 2}"/></clipPath>
<g transform="translate(0 ${TITLE_BAR})" clip-path="url(#screen)">
<g class="lines">
${lines.map(drawLine).join('\n')}
<rect class="window cover" width="${WIDTH}" height="${(lines.length + rows) * ROW_HEIGHT}"/>
</g>
</g>
</svg>
`;
}

/** One frame for the command, and one for all lines that were printed at once. */
function planFrames(recorded: readonly RecordedLine[]): readonly Frame[] {
  const frames: Frame[] = [{ atMs: 0, lines: 1 }];
  let before = 0;
  let atMs = FIRST_LINE_MS;
  for (const [index, { at }] of recorded.entries()) {
    atMs += Math.min(LONGEST_GAP_MS, at - before);
    before = at;
    const last = frames.at(-1);
    if (last && last.atMs === Math.round(atMs)) {
      frames.pop();
    }
    frames.push({ atMs: Math.round(atMs), lines: index + 2 });
  }
  return frames;
}

function toPercent(atMs: number, totalMs: number): string {
  return `${Number(((atMs / totalMs) * 100).toFixed(3))}%`;
}

function drawLine(line: string, index: number): string {
  const y = (index + 1) * ROW_HEIGHT - 4;
  return `<text x="${MARGIN}" y="${y}">${parseColours(line).map(drawSpan).join('')}</text>`;
}

function drawSpan({ text, styles }: Span): string {
  return styles.length === 0
    ? escapeXml(text)
    : `<tspan class="${styles.join(' ')}">${escapeXml(text)}</tspan>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A dark terminal in light and dark surroundings alike, as terminals are. */
const COLOURS = `text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; fill: #e6edf3; white-space: pre }
.window { fill: #161b22 }
.button { fill: #484f58 }
.bold { font-weight: 700 }
.dim { fill: #9198a1 }
.red { fill: #ff7b72 }
.green { fill: #56d364 }
.yellow { fill: #e3b341 }
.blue { fill: #79c0ff }
.magenta { fill: #d2a8ff }
.cyan { fill: #76e3ea }`;
