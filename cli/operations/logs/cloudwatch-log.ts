import type { CloudWatchLogsClient, FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { shortenId } from '../../../lambda/usecases/event-telemetry';
import { CALL_LIMITS } from '../../connection/client-config';
import type { DeployedConnection } from '../../connection/connection';
import { LOG_LEVELS, type LogFilter, type LogLine, matchesFilter, parseLogLine } from './log-line';

/** AWS allows a few calls a second in an account: the SDK waits and repeats the throttled ones. */
const MAX_ATTEMPTS = 8;
/** Characters of an id that need no escape and are no wildcard in a filter pattern. */
const PLAIN_ID = /^[\w.:/#@+=-]+$/;

/** What CloudWatch searches for; more may match than is wanted. Undefined: everything, also what is not JSON. */
export function toFilterPattern({ source, eventId, level }: LogFilter): string | undefined {
  const terms: string[] = [];
  if (source !== undefined) {
    terms.push(`($.source = "${source}")`);
  }
  const logged = eventId === undefined ? '' : shortenId(eventId);
  if (PLAIN_ID.test(logged)) {
    terms.push(`($.eventId = "${logged}")`);
  }
  // A crash names no event and is no JSON, so the level alone asks for all lines.
  if (terms.length === 0) {
    return undefined;
  }
  if (level !== undefined) {
    const levels = LOG_LEVELS.slice(LOG_LEVELS.indexOf(level)).map((one) => `$.level = "${one}"`);
    terms.push(`(${levels.join(' || ')})`);
  }
  return `{ ${terms.join(' && ')} }`;
}

/** How far one log group was read. */
interface Position {
  readonly name: string;
  readonly group: string;
  /** Epoch milliseconds up to which its lines are known. */
  at: number;
  nextToken?: string | undefined;
  isDone: boolean;
}

export interface CloudWatchRead {
  /** Calls were left when everything was read. Otherwise lines after `readUntil` are missing. */
  readonly isComplete: boolean;
  /** Epoch milliseconds up to which the lines of every function are known. */
  readonly readUntil: number;
  /** Functions whose log group does not exist. */
  readonly gone: readonly string[];
}

/**
 * Reads the functions' log groups in the order of time, the one that is furthest behind first, so that what was read when the calls
 * are used up is whole up to one moment.
 */
export async function readCloudWatchLog(
  client: CloudWatchLogsClient,
  groups: Readonly<Record<string, string>>,
  filter: LogFilter,
  {
    mostCalls,
    signal,
    onLine,
  }: { readonly mostCalls: number; readonly signal: AbortSignal; onLine(line: LogLine, id: string): void },
): Promise<CloudWatchRead> {
  const gone: string[] = [];
  const positions = Object.entries(groups).map(
    ([name, group]): Position => ({ name, group, at: filter.since, isDone: false }),
  );
  const next = () => positions.filter(({ isDone }) => !isDone).sort((one, other) => one.at - other.at)[0];
  for (let calls = 0; calls < mostCalls && !signal.aborted; calls += 1) {
    const position = next();
    if (!position) {
      break;
    }
    const page = await readPage(client, position, filter);
    if (!page) {
      gone.push(position.name);
    }
    for (const { timestamp = position.at, message = '', eventId = '' } of page ?? []) {
      position.at = Math.max(position.at, timestamp);
      const line = parseLogLine(position.name, message.trimEnd(), timestamp);
      if (line && matchesFilter(line, filter)) {
        onLine(line, eventId);
      }
    }
  }
  const behind = next();
  return { isComplete: behind === undefined, readUntil: behind?.at ?? filter.until, gone };
}

/** The next page of one log group; undefined when there is no such group. */
async function readPage(
  client: CloudWatchLogsClient,
  position: Position,
  filter: LogFilter,
): Promise<readonly FilteredLogEvent[] | undefined> {
  const { FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const command = new FilterLogEventsCommand({
    logGroupName: position.group,
    startTime: filter.since,
    endTime: filter.until,
    filterPattern: toFilterPattern(filter),
    nextToken: position.nextToken,
  });
  const page = await client.send(command).catch((error: Error): undefined => {
    if (error.name !== 'ResourceNotFoundException') {
      throw error;
    }
  });
  position.nextToken = page?.nextToken;
  position.isDone = position.nextToken === undefined;
  return page && (page.events ?? []);
}

/** Loaded here alone: no other command reads logs. */
export async function createLogsClient({ region }: DeployedConnection): Promise<CloudWatchLogsClient> {
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
  return new CloudWatchLogsClient({
    ...CALL_LIMITS,
    region,
    retryMode: 'adaptive',
    maxAttempts: MAX_ATTEMPTS,
  });
}
