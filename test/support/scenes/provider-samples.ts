import { getProvider } from '../../../lambda/providers/registry';

export interface SampleOptions {
  readonly eventId?: string;
  readonly occurredAt?: string;
  /** Extra bytes in the body. */
  readonly padding?: number;
  readonly eventType?: string;
}

/** What a test needs to know of one provider to send it deliveries. */
export interface ProviderSamples {
  readonly event: (options?: SampleOptions) => Buffer;
  readonly unknownType: string;
  /** Headers that carry the signature. */
  readonly signatureHeader: string;
  /** Where the data is asked for, when an event needs a call. */
  readonly signsTime: boolean;
}

const json = (value: object) => Buffer.from(JSON.stringify(value));
const pad = (bytes = 0) => (bytes > 0 ? { padding: 'x'.repeat(bytes) } : {});

/** Deliveries of each provider, true to its fixtures and small enough to vary by hand. */
export const SAMPLES: Readonly<Record<string, ProviderSamples>> = {
  limai: {
    event: ({ eventId = 'evt_1', occurredAt, padding, eventType = 'DOCUMENT_EXTRACTED' } = {}) =>
      json({
        eventId,
        eventType,
        timestamp: occurredAt,
        extractionSchemaId: 'schema_1',
        fileId: 'file_1',
        data: { status: 'success' },
        ...pad(padding),
      }),
    unknownType: 'DOCUMENT_SHREDDED',
    signatureHeader: 'x-webhook-signature',
    signsTime: false,
  },
  extend: {
    event: ({ eventId = 'evt_1', occurredAt, padding, eventType = 'extract_run.processed' } = {}) =>
      json({
        eventId,
        eventType,
        payload: { object: 'extract_run', id: 'run_1', status: 'PROCESSED', updatedAt: occurredAt },
        ...pad(padding),
      }),
    unknownType: 'extract_run.shredded',
    signatureHeader: 'x-extend-request-signature',
    signsTime: true,
  },
};

/** The provider with its options as an empty configuration gives them, changed where a test says so. */
export function providerWith(id: string, options: object = {}) {
  const provider = getProvider(id);
  return { provider, sourceOptions: provider.optionsSchema.parse(options) };
}
