import { createReadStream, existsSync } from 'node:fs';
import { CommandError } from '../../terminal/errors';
import { type LogFilter, type LogLine, matchesFilter, parseLogLine } from './log-line';

/** `[IngestFunctionB02ED0EB] {"level":…`, as local/run/function-log.ts writes it. */
const FUNCTION_LINE = /^\[(\w+)\] (.*)$/;
/** `==== 2026-01-31T09:00:00.000Z local run 3000 started …`. */
const START_LINE = /^==== (\S+Z) /;
const LINE_END = 0x0a;

/**
 * Passes on the lines of a local run's file that match, from a position in bytes on. Answers where the last whole line ended.
 * @throws CommandError when there is no file
 */
export async function readLocalLog(
  file: string,
  functions: Readonly<Record<string, string>>,
  filter: LogFilter,
  { from, onLine }: { readonly from: number; onLine(line: LogLine): void },
): Promise<number> {
  if (!existsSync(file)) {
    throw new CommandError(`${file}: no such file, although the local run writes one. Start the run again.`);
  }
  const names = new Map(Object.entries(functions).map(([name, id]) => [id, name]));
  // A line without a time is as old as the one before it.
  let at = from === 0 ? 0 : filter.since;
  let position = from;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { start: from })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const end = bytes.lastIndexOf(LINE_END) + 1;
    rest = bytes.subarray(end);
    position += end;
    for (const text of bytes.subarray(0, end).toString().split('\n')) {
      const [, id = '', said = ''] = FUNCTION_LINE.exec(text) ?? [];
      const line = parseLogLine(names.get(id) ?? '', said, at);
      at = Date.parse(line?.at ?? START_LINE.exec(text)?.[1] ?? '') || at;
      if (line && line.function !== '' && matchesFilter(line, filter)) {
        onLine(line);
      }
    }
  }
  return position;
}
