import type { Datum } from './metric-data';

export interface CapturedMetrics {
  /** Every value written so far, dated at time 0. */
  data(): readonly Datum[];
  /** Names of the metrics written so far, each once. */
  names(): readonly string[];
  clear(): void;
  stop(): void;
}

/** Takes the lines in embedded metric format out of standard output until it is stopped; every other line passes. */
export function captureMetrics(): CapturedMetrics {
  const captured: Datum[] = [];
  const { write: original } = process.stdout;
  process.stdout.write = ((...args: Parameters<typeof original>) => {
    const text = String(args[0]);
    if (!text.startsWith('{"_aws":')) {
      return original.apply(process.stdout, args);
    }
    captured.push(...text.split('\n').filter(Boolean).flatMap(readMetrics));
    return true;
  }) as typeof original;
  return {
    data: () => [...captured],
    names: () => [...new Set(captured.map(({ name }) => name))],
    clear: () => {
      captured.length = 0;
    },
    stop: () => {
      process.stdout.write = original;
    },
  };
}

interface EmbeddedMetrics {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/** The data of one line in embedded metric format: each metric under each set of dimensions. */
function readMetrics(line: string): Datum[] {
  const members = JSON.parse(line) as EmbeddedMetrics;
  return members._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.flatMap(({ Name }) =>
        [members[Name]].flat().map((value) => ({
          namespace: Namespace,
          name: Name,
          dimensions: Object.fromEntries(names.map((name) => [name, String(members[name])])),
          at: 0,
          value: Number(value),
        })),
      ),
    ),
  );
}
