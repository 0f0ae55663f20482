import { Deterministic, raw, stringifyWithRaw } from '../deterministic';

/** The schema of the documentation's samples, which events carry unless their sender says otherwise. */
export const SAMPLE_SCHEMA_ID = 'schema_456def';

const CUSTOMERS = [
  'Ünal & Söhne GmbH',
  'Tōkyō Trading 株式会社',
  'ACME "Quoted" Ltd',
  'O’Neill \\ Sons',
] as const;

/** The file's COMPLETED answer; the same id and schema always give the same bytes. */
export function createFileData(fileId: string, schemaId: string = SAMPLE_SCHEMA_ID): string {
  return stringifyWithRaw({
    status: 'COMPLETED',
    message: 'File data retrieved successfully.',
    ...extractedFields(fileId, schemaId),
  });
}

/** The answer for files older than the queue: the data directly, without a status. */
export function createLegacyFileData(fileId: string, schemaId: string = SAMPLE_SCHEMA_ID): string {
  return stringifyWithRaw(extractedFields(fileId, schemaId));
}

function extractedFields(fileId: string, schemaId: string): Record<string, unknown> {
  const random = new Deterministic(fileId);
  return {
    fileId,
    extractionSchemaId: schemaId,
    deployment: { id: 'dep_123abc', name: 'Invoice Extraction v1' },
    data: { tables: { table_id_1: invoiceTable(random) } },
  };
}

function invoiceTable(random: Deterministic): Record<string, unknown> {
  const columns = [
    { id: 'col_1', name: 'Invoice Number', type: 'TEXT' },
    { id: 'col_2', name: 'Amount', type: 'NUMBER' },
    { id: 'col_3', name: 'Customer', type: 'TEXT' },
    { id: 'col_4', name: 'Invoice Date', type: 'DATE' },
  ];
  const rows = Array.from({ length: 1 + random.below(4) }, (_, index) => invoiceRow(index, random));
  return { id: 'table_id_1', name: 'Invoices', columns, rows };
}

function invoiceRow(index: number, random: Deterministic): Record<string, unknown> {
  const day = String(1 + random.below(28)).padStart(2, '0');
  return {
    id: `row_${index + 1}`,
    index: String(index),
    status: 'PENDING',
    cells: {
      'Invoice Number': { value: `INV-${String(random.below(10_000)).padStart(4, '0')}`, columnId: 'col_1' },
      Amount: { value: amount(random), columnId: 'col_2' },
      Customer: { value: random.pick(CUSTOMERS), columnId: 'col_3' },
      'Invoice Date': { value: `2024-01-${day}`, columnId: 'col_4' },
    },
  };
}

/** Text as in the documentation, and in one of three rows a raw number that does not survive JSON.parse. */
function amount(random: Deterministic): string {
  return random.below(3) === 0 ? raw(`12345678901234567890.${10 + random.below(90)}`) : random.amount();
}
