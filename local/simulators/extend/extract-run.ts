import { Deterministic, raw, stringifyWithRaw } from '../deterministic';

const CREATED_AT = '2024-03-21T16:45:00Z';
const VENDORS = ['Ünal & Söhne GmbH', 'Tōkyō Trading 株式会社', 'ACME "Quoted" Ltd'] as const;

export interface RunState {
  readonly status: string;
  readonly failureReason?: string;
  readonly failureMessage?: string;
}

/** An ExtractRun as GET /extract_runs/{id} returns it; the same id and state always give the same bytes. */
export function createExtractRun(runId: string, state: RunState = { status: 'PROCESSED' }): string {
  const random = new Deterministic(runId);
  const processed = state.status === 'PROCESSED';
  return stringifyWithRaw({
    object: 'extract_run',
    id: runId,
    status: state.status,
    output: processed ? output(random) : null,
    initialOutput: null,
    reviewedOutput: null,
    failureReason: state.failureReason ?? null,
    failureMessage: state.failureMessage ?? null,
    metadata: {},
    reviewed: false,
    edited: false,
    edits: null,
    config: { schema: { type: 'object', properties: { invoice_number: { type: ['string', 'null'] } } } },
    ...createParts(runId),
    usage: { credits: 9 },
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
  });
}

function createParts(runId: string): Record<string, unknown> {
  return {
    extractor: extractor(),
    extractorVersion: {
      object: 'extractor_version',
      id: 'exv_xK9mLPqRtN3vS8wF5hB2cQ',
      description: 'Updated extraction fields for new invoice format',
      version: '1.0',
      extractorId: 'ex_Xj8mK2pL9nR4vT7qY5wZ',
      createdAt: CREATED_AT,
    },
    file: file(),
    files: null,
    parseRunId: 'pr_Xj8mK2pL9nR4vT7qY5wZ',
    dashboardUrl: `https://dashboard.extend.ai/runs/${encodeURIComponent(runId)}`,
  };
}

function extractor(): Record<string, unknown> {
  return {
    object: 'extractor',
    id: 'ex_Xj8mK2pL9nR4vT7qY5wZ',
    name: 'Invoice Extractor',
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
  };
}

function file(): Record<string, unknown> {
  return {
    object: 'file',
    id: 'file_xK9mLPqRtN3vS8wF5hB2cQ',
    name: 'Invoices.pdf',
    type: 'PDF',
    parentFileId: null,
    metadata: { pageCount: 1 },
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
  };
}

function output(random: Deterministic): Record<string, unknown> {
  const citation = { page: 1, referenceText: 'Invoice', polygon: [{ x: 0.1, y: 0.2 }] };
  return {
    value: {
      invoice_number: `INV-${String(random.below(10_000)).padStart(4, '0')}`,
      vendor: random.pick(VENDORS),
      total: total(random),
    },
    metadata: { invoice_number: { ocrConfidence: 0.98, logprobsConfidence: 1, citations: [citation] } },
  };
}

/** In one of three runs a number that does not survive JSON.parse. */
function total(random: Deterministic): string {
  return raw(random.below(3) === 0 ? `12345678901234567890.${10 + random.below(90)}` : random.amount());
}
