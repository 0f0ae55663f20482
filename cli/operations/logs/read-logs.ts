import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Connection, DeployedConnection } from '../../connection/connection';
import { CommandError, UsageError } from '../../terminal/errors';
import { counted } from '../../terminal/format';
import { createLogsClient, readCloudWatchLog } from './cloudwatch-log';
import { readLocalLog } from './local-log';
import type { LogFilter, LogLine } from './log-line';

/** For one read: enough for hours of a busy stack, and an end for a month of one. */
const MOST_CALLS = 60;

export interface LogsAnswer {
  /** The newest that match, oldest first; none that an earlier answer had. */
  readonly lines: readonly LogLine[];
  /** How many more matched than were asked for. */
  readonly leftOut: number;
  /** Why lines may be missing; nothing when all were searched. */
  readonly missing: readonly string[];
}

/**
 * The functions of an inbox that are called so, or begin so (`process`).
 * @throws CommandError when the stack names no log group, UsageError naming the functions there are
 */
export function chooseFunctions(
  connection: Connection,
  wanted: string | undefined,
): Readonly<Record<string, string>> {
  const all = connection.kind === 'local' ? connection.functions : connection.logGroups;
  const names = Object.keys(all);
  if (names.length === 0) {
    throw new CommandError(
      `The ${connection.where} names no log groups: got no output LogsLink…, expected one for each function. Deploy it again with this version.`,
    );
  }
  const isWanted = (name: string) => wanted === undefined || `${name}-`.startsWith(`${wanted}-`);
  const chosen = Object.entries(all).filter(([name]) => isWanted(name));
  if (chosen.length === 0) {
    throw new UsageError(`--function: got "${wanted}", expected one of ${names.join(', ')}.`);
  }
  return Object.fromEntries(chosen);
}

/** The newest lines of several functions, which come in turns. */
class NewestLines {
  lines: LogLine[] = [];
  leftOut = 0;

  constructor(private readonly most: number) {}

  add(line: LogLine): void {
    this.lines.push(line);
    // Now and then, since a log may be long.
    if (this.lines.length > 2 * this.most) {
      this.cut();
    }
  }

  cut(): readonly LogLine[] {
    const sorted = this.lines.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
    this.leftOut += Math.max(0, sorted.length - this.most);
    this.lines = sorted.slice(-this.most);
    return this.lines;
  }
}

/** Reads the logs of some functions, once or again and again: of a stack in CloudWatch Logs, of a local run in its file. */
export class LogReader {
  /** Bytes of a local run's file that were read. */
  #position = 0;
  /** CloudWatch's id of a line that was told → its time. */
  readonly #told = new Map<string, number>();
  #client: CloudWatchLogsClient | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly functions: Readonly<Record<string, string>>,
    private readonly signal: AbortSignal,
  ) {}

  /** The lines that match and were not told before, at most the newest so many. */
  async read(filter: LogFilter, most: number): Promise<LogsAnswer> {
    const { connection, functions } = this;
    const newest = new NewestLines(most);
    let missing: readonly string[] = [];
    if (connection.kind === 'deployed') {
      missing = await this.#readGroups(connection, filter, newest);
    } else {
      const from = this.#position;
      const onLine = (line: LogLine) => newest.add(line);
      this.#position = await readLocalLog(connection.logFile, functions, filter, { from, onLine });
    }
    return { lines: newest.cut(), leftOut: newest.leftOut, missing };
  }

  async #readGroups(
    connection: DeployedConnection,
    filter: LogFilter,
    newest: NewestLines,
  ): Promise<readonly string[]> {
    this.#client ??= await createLogsClient(connection);
    const { isComplete, readUntil, gone } = await readCloudWatchLog(this.#client, this.functions, filter, {
      mostCalls: MOST_CALLS,
      signal: this.signal,
      onLine: (line, id) => {
        if (!this.#told.has(id)) {
          this.#told.set(id, Date.parse(line.at));
          newest.add(line);
        }
      },
    });
    for (const [id, at] of this.#told) {
      if (at < filter.since) {
        this.#told.delete(id);
      }
    }
    if (gone.length === Object.keys(this.functions).length) {
      throw new CommandError(
        `None of the log groups exists: ${Object.values(this.functions).join(', ')}. Deploy the stack again, which creates them.`,
      );
    }
    const stopped = this.signal.aborted ? 'Stopped' : `Stopped after ${counted(MOST_CALLS, 'call')}`;
    return [
      ...gone.map((name) => `The log group of ${name} does not exist: ${this.functions[name]}.`),
      ...(isComplete
        ? []
        : [
            `${stopped}: lines after ${new Date(readUntil).toISOString()} were not all read. Narrow the search with --since, --until, --event, --source or --function.`,
          ]),
    ];
  }

  close(): void {
    this.#client?.destroy();
  }
}
