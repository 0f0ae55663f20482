import type { SourceInput } from '../../../lib/config/config-schema';

const UUID = '123e4567-e89b-42d3-a456-426614174000';

/** As much as may stand in front of a number, so that the id has its 40 characters. */
function longId(index: number): string {
  return `${'source'.repeat(7)}`.slice(0, 37) + String(index).padStart(3, '0');
}

/** A Limai source with everything that it may say. */
export function limaiSource(index: number): SourceInput {
  return {
    id: longId(index),
    provider: 'limai',
    maxEventAgeSeconds: 86_400,
    throttling: { rate: 10, burst: 20 },
    reconcile: { everyMinutes: 60 + 5 * index, from: '2026-01-31', horizonDays: 20, settleMinutes: 30 },
    options: {
      baseUrl: 'https://limai.our-proxy.example.com/api/of/limai',
      deploymentId: UUID,
      extractionSchemaId: UUID,
      challengeAnswer: 'text',
      verification: 'unsigned',
    },
  };
}

/** An Extend source with everything that it may say. */
export function extendSource(index: number): SourceInput {
  return {
    id: longId(index),
    provider: 'extend',
    maxEventAgeSeconds: 86_400,
    throttling: { rate: 10, burst: 20 },
    reconcile: { everyMinutes: 60 + 5 * index, from: '2026-01-31', horizonDays: 20, settleMinutes: 30 },
    options: {
      region: 'eu1',
      baseUrl: 'https://extend.our-proxy.example.com/api/of/extend',
      apiVersion: '2026-02-09',
      workspaceId: 'ws_1234567890abcdefghijklmnop',
      maxAgeSeconds: 0,
      reconcile: {
        runSources: ['API', 'STUDIO', 'WORKFLOW_RUN', 'BULK_EVAL'],
        extractorIds: ['a', 'b', 'c'].map((letter) => `ex_${letter.repeat(24)}`),
        pageSize: 1_000,
      },
    },
  };
}

/** This many sources, each made by the next of the makers in turn. */
export function manySources(
  count: number,
  ...makers: readonly ((index: number) => SourceInput)[]
): SourceInput[] {
  return Array.from({ length: count }, (_, index) => makers[index % makers.length]?.(index)).filter(
    (source) => source !== undefined,
  );
}
