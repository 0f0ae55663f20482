import { PowertoolsTelemetry } from '../../../lambda/adapters/powertools-telemetry';
import type { Datum } from './metric-data';

export const NAMESPACE = 'ExtractionInbox';

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

/** What CloudWatch takes from the log of one invocation that uses the real telemetry, dated at time 0. */
export async function emitted(
  service: string,
  invocation: (telemetry: PowertoolsTelemetry) => Promise<unknown>,
): Promise<readonly Datum[]> {
  const env = { ...process.env };
  Object.assign(process.env, {
    POWERTOOLS_SERVICE_NAME: service,
    POWERTOOLS_METRICS_NAMESPACE: NAMESPACE,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  try {
    const telemetry = new PowertoolsTelemetry();
    await invocation(telemetry);
    return writtenBy(() => telemetry.flush()).flatMap(readMetrics);
  } finally {
    process.env = env;
  }
}

function writtenBy(write: () => void): string[] {
  const lines: string[] = [];
  const { write: original } = process.stdout;
  process.stdout.write = ((chunk: unknown) => {
    lines.push(...String(chunk).split('\n').filter(Boolean));
    return true;
  }) as typeof process.stdout.write;
  try {
    write();
  } finally {
    process.stdout.write = original;
  }
  return lines;
}

/** The data of one line in embedded metric format: each metric under each set of dimensions. */
export function readMetrics(line: string): Datum[] {
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
