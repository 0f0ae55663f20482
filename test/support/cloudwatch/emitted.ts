import { PowertoolsTelemetry } from '../../../lambda/adapters/telemetry/powertools-telemetry';
import { captureMetrics } from './capture-metrics';
import type { Datum } from './metric-data';

export const NAMESPACE = 'ExtractionInbox/Inbox';

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
    return metricsWrittenBy(() => telemetry.flush());
  } finally {
    process.env = env;
  }
}

function metricsWrittenBy(write: () => void): readonly Datum[] {
  const metrics = captureMetrics();
  try {
    write();
    return metrics.data();
  } finally {
    metrics.stop();
  }
}
