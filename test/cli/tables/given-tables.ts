import type { Inbox } from '../../../cli/connection/inbox';
import { finding, type NamedResult, notTested, passed } from '../../../cli/doctor/finding';
import type { LogLine } from '../../../cli/operations/logs/log-line';
import type { SecretState } from '../../../cli/operations/secret-versions';
import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import { NO_TOTALS } from '../../../lambda/domain/reconcile/reconcile-scan';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { statusDay } from '../../../lambda/domain/record/keys';
import { encodeMessage } from '../../../lambda/domain/record/work-message';
import { givenDeadLetters } from '../../support/aws/dead-letters';
import { recordIn, storedResult } from '../../support/records/records';
import { bareWorld } from '../../support/scenes/scene';
import { NO_DELIVERIES, recordedInbox } from '../recorded-inbox';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What an inbox holds: what its tables look like depends on these texts alone. */
export interface Texts {
  readonly ids: readonly string[];
  readonly documents: readonly string[];
  readonly error: string;
}

/** Ids and names as providers and customers make them. */
export const REALISTIC: Texts = {
  ids: [
    'evt_65a50a1b2c3d4e5f60718293',
    '7f9c24e8-3b2a-4d1c-9e5f-a1b2c3d4e5f6',
    'evt_65a4ffe09d8c7b6a54433221',
    'recon:doc_2024_0007:2024-01-15T08:00:00Z',
  ],
  documents: [
    'Rechnung 2024-01 Müller & Söhne GmbH, Lieferung 4711 (Kopie).pdf',
    '請求書_2024年1月分_株式会社サンプル商事.pdf',
    'file_8Kq2ZrT5vYb1',
    '영수증 🧾 2024-01-15.pdf',
  ],
  error:
    "Limai get-file-data: got HTTP 503, expected 200. It is asked again later; if this goes on, check the source's base URL and the provider's status page.",
};

/** Texts that try to be wider than they look, to move the cursor, or to reorder a line. */
export const HOSTILE: Texts = {
  ids: [
    `evt_${'0123456789'.repeat(30)}`,
    '漢字'.repeat(60),
    `a\u001b[2J\u202eb\u200b\n${'e\u0301\u0302'.repeat(90)}`,
    '👩‍🚀👍🏽🇩🇪'.repeat(30),
  ],
  documents: ['文'.repeat(200), '\u202e\u0007'.repeat(40), '🫠'.repeat(99), 'x y '.repeat(80)],
  error: `${'ﾊﾝｶｸ 全角'.repeat(20)} \u001b]0;title\u0007 ${'w'.repeat(300)}`,
};

/** An inbox with an event in each state, and what a command prints about it. */
export function givenTables({ ids, documents, error }: Texts) {
  const world = bareWorld();
  const now = world.clock.now();
  const given = (index: number, status: EventStatus, ago: number, more: Partial<EventRecord> = {}) => {
    const eventId = `${ids[index % ids.length]}${index < ids.length ? '' : `_${index}`}`;
    const source = index % 3 === 1 ? 'extend' : 'limai';
    const record = recordIn(status, {
      pk: `${source}#${eventId}`,
      eventId,
      source,
      documentId: documents[index % documents.length] ?? '',
      documentKey: `${source}#${documents[index % documents.length]}`,
      provider: source,
      receivedAt: now - ago - 1_234,
      updatedAt: now - ago,
      ...(status === 'RECEIVED' && { dueAt: now + 5 * MINUTE_MS }),
      ...(status === 'FAILED' && { lastError: { kind: 'permanent', message: error } }),
      ...more,
    } as Partial<EventRecord>);
    const day = record.statusDay && { statusDay: statusDay(status, record.updatedAt, index % 4) };
    return { ...record, ...day } as EventRecord;
  };
  const lastError = { kind: 'transient', message: error } as const;
  const stored = { ...storedResult, fetchedAt: now - 2 * MINUTE_MS };
  const records = [
    given(0, 'STORED', 2 * MINUTE_MS, { ...stored, occurredAt: '2024-01-15T10:20:00Z' }),
    given(1, 'RECEIVED', 12_000, { lastError, attempts: 2, notBefore: now + 5 * MINUTE_MS }),
    given(2, 'FAILED', 3 * HOUR_MS),
    given(3, 'EXTRACTION_FAILED', 26 * HOUR_MS, { ...stored, resultEmpty: true }),
    given(4, 'STORED', 4 * MINUTE_MS, {
      ...stored,
      documentId: documents[0] ?? '',
      documentKey: `limai#${documents[0]}`,
      source: 'limai',
      provider: 'limai',
    }),
    given(5, 'QUARANTINED', 71 * HOUR_MS, {
      lastError: { kind: 'invalid', message: 'The body is not JSON.' },
    }),
    given(6, 'PROCESSING', 900),
    given(7, 'ARCHIVED', 9 * 60_000),
  ] as const;
  const recorded = recordedInbox(records, {
    deliveries: async () => ({
      ...NO_DELIVERIES,
      sources: NO_DELIVERIES.sources.map((one) => ({ ...one, refused: { mismatch: 3, missing: 2 } })),
    }),
  });
  const { queue } = givenDeadLetters([
    ...records.slice(2, 4).map(({ pk }) => encodeMessage(pk)),
    'no message',
  ]);
  const inbox = {
    ...recorded,
    connection: { where: 'recorded inbox', sources: [{ id: 'limai' }] },
    tested: records[0].pk,
    deadLetters: {
      limai: {
        ...queue,
        receive: async () =>
          (await queue.receive()).map((message) => ({ ...message, sentAt: now - HOUR_MS, receives: 3 })),
      },
    },
    deps: () => ({ ...world.recoveryDeps(), sources: recorded.sources }),
  } as unknown as Inbox;
  return { inbox, records, now };
}

/** What the checks of `inbox doctor` may find. */
export function givenResults({ error, documents, ids }: Texts): readonly NamedResult[] {
  const remedy = `See \`inbox events show ${ids[1]} --source limai\`. Fix the cause, then \`inbox replay --status FAILED --since 1d --reason <text>\`.`;
  return [
    { check: 'outputs', ...passed('name every part of 2 sources') },
    { check: 'webhook', ...passed('is reached, and refuses a request without a signature', 'limai') },
    { check: 'queue age', ...notTested('0 waiting; only CloudWatch measures their age', 'limai') },
    { check: 'open events', ...finding('open_events_retrying', { what: `40 fail: ${error}`, remedy }) },
    {
      check: 'final events',
      ...finding('given_up_events', { what: `60 given up, of ${documents[0]}`, about: 'limai', remedy }),
    },
    { check: 'alarms', ...notTested('a local run has no alarms') },
  ];
}

export function givenReports({ error, documents }: Texts) {
  const totals = { pages: 3, listed: 1204, matched: 1190, missing: 12, unrecoverable: 2 };
  return [
    { source: 'limai', outcome: 'complete' as const, totals },
    { source: 'limai-two', outcome: 'off' as const, reason: error, totals: NO_TOTALS },
    { source: documents[0] ?? '', outcome: 'paused' as const, notBefore: '2024-01-15T11:00:00.000Z', totals },
  ];
}

export function givenSecrets({ error }: Texts, now: number): readonly SecretState[] {
  const changedAt = new Date(now - 40 * HOUR_MS).toISOString();
  const knownFrom = new Date(now + 90_000).toISOString();
  return [
    { source: 'limai', secret: 'signing', state: 'set', keys: 2, changedAt, knownFrom },
    { source: 'limai', secret: 'token', state: 'placeholder', changedAt },
    { source: 'extend', secret: 'signing', state: 'unreadable', error },
  ];
}

export function givenLogLines({ error, ids }: Texts, now: number): readonly LogLine[] {
  const line = (ago: number, more: Partial<LogLine>): LogLine => ({
    at: new Date(now - ago).toISOString(),
    function: 'process-limai',
    level: 'WARN',
    message: 'Retried later.',
    fields: { reason: error, requestId: 'a' },
    ...more,
  });
  return [
    line(26 * HOUR_MS, { source: 'limai', eventId: ids[0] ?? '' }),
    line(2 * MINUTE_MS, { function: 'ingest', level: 'ERROR', message: error, fields: {} }),
  ];
}
