import picocolors from 'picocolors';
import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';

/** A stream to which a program writes, as far as its looks depend on it. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Colour = 'red' | 'green' | 'yellow' | 'magenta' | 'cyan' | 'dim' | 'bold';

/** What colours a text, or leaves it as it is: on a terminal, and elsewhere. */
export type Style = Readonly<Record<Colour, (text: string) => string>>;

/** Colours of a stream: on a terminal that has any, unless NO_COLOR or `--no-color` forbids them or FORCE_COLOR demands them. */
export function createStyle(
  stream: TerminalStream = process.stdout,
  {
    env = process.env,
    noColor = false,
  }: { readonly env?: NodeJS.ProcessEnv; readonly noColor?: boolean } = {},
): Style {
  return picocolors.createColors(!noColor && hasColour(stream, env));
}

/** As Node.js decides it: FORCE_COLOR wins against NO_COLOR. */
function hasColour({ isTTY = false }: TerminalStream, env: NodeJS.ProcessEnv): boolean {
  if (env.FORCE_COLOR !== undefined) {
    return !/^(0|false)$/i.test(env.FORCE_COLOR);
  }
  return isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** States of events, and what `inbox doctor` says of a check. */
const STATE_COLOURS: Readonly<Record<EventStatus | 'WARN' | 'ok' | '-', Colour>> = {
  RECEIVED: 'yellow',
  PROCESSING: 'yellow',
  STORED: 'green',
  EXTRACTION_FAILED: 'magenta',
  ARCHIVED: 'dim',
  QUARANTINED: 'red',
  FAILED: 'red',
  WARN: 'yellow',
  ok: 'green',
  '-': 'dim',
};

/** A state in its colour, also where it was shortened; any other text as it is. */
export function paintState(text: string, style: Style): string {
  const beginning = text.replace(/…$/, '');
  const found = Object.entries(STATE_COLOURS).find(([state]) => beginning && state.startsWith(beginning));
  return found === undefined ? text : style[found[1]](text);
}

const WITHOUT_SIZE = 80;
const NARROWEST = 20;

/**
 * Columns of the terminal behind a stream. In a pipe there is none, unless COLUMNS names a width: nothing is shortened for a
 * program that reads.
 */
export function terminalWidth(
  { isTTY = false, columns }: TerminalStream,
  env: NodeJS.ProcessEnv = process.env,
): number | undefined {
  const named = /^[1-9]\d{0,4}$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : undefined;
  const width = isTTY ? columns || named || WITHOUT_SIZE : named;
  return width === undefined ? undefined : Math.max(NARROWEST, width);
}
