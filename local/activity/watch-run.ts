import { clockTime } from '../../cli/terminal/format';
import type { Streams } from '../../cli/terminal/output';
import { createStyle, terminalWidth } from '../../cli/terminal/style';
import type { Endpoints } from '../run/files/endpoints';
import type { LocalRunOptions } from '../run/local-run-options';
import { ActivityFeed } from './activity-feed';
import { formatActivity } from './format-activity';

/** A feed that prints, and the options by which a local run feeds it. */
export interface RunWatch {
  readonly options: Pick<LocalRunOptions, 'onAnswered' | 'onItemWritten' | 'onLine'>;
  open(endpoints: Endpoints): void;
  close(): void;
}

/** Prints what happens in a run, a line each. Absolute width and colours are the stream's, asked at each line: windows change. */
export function watchRun(out: Streams['out'] = process.stdout): RunWatch {
  let sourceWidth = 0;
  const style = createStyle(out);
  const feed = new ActivityFeed({
    onActivity: (activity) => {
      const lines = formatActivity(activity, { sourceWidth, width: terminalWidth(out), style });
      out.write(lines.map((line) => `${line}\n`).join(''));
    },
    onSum: (at, text) => out.write(`${style.dim(`${clockTime(at, at)}  ${text}`)}\n`),
  });
  return {
    options: {
      onAnswered: (request) => feed.answered(request),
      onItemWritten: (written) => feed.wrote(written),
      onLine: (_, line) => feed.logged(line),
    },
    open: (endpoints) => {
      sourceWidth = Math.max(...endpoints.sources.map(({ id }) => id.length), 1);
      feed.open(endpoints);
    },
    close: () => feed.close(),
  };
}
