import { MAX_RESULT_BYTES } from '../../../../lambda/domain/lifecycle/policy';
import { resultDocument } from '../../../../lambda/domain/result/result-document';
import { limai } from '../../../../lambda/providers/limai';
import { fixture } from '../fixture';
import { fetchFrom } from '../support/fetch-from';

const ANSWERS = 10;
const OBJECTS = 490_000;

/** In a process of its own: takes ten large answers to their result documents, holds all, and prints its peak of memory. */
async function main(): Promise<void> {
  const event = fixture('limai', 'document-extracted-success');
  const documents = await Promise.all(
    Array.from({ length: ANSWERS }, async (_, index) => {
      const body = largeAnswer(index);
      const http = { get: async () => ({ status: 200, headers: {}, body }) };
      const fetched = await fetchFrom(limai, { delivery: event, http, maxBytes: MAX_RESULT_BYTES });
      if (fetched.kind !== 'data') {
        throw new Error(`Answer: got ${fetched.kind}, expected data.`);
      }
      const record = { source: 'limai', provider: 'limai', eventId: 'evt_1', generation: 1 };
      const fetchedAt = Date.UTC(2026, 0);
      return resultDocument({ record, fetchedAt, event, name: 'extraction', content: fetched.extraction });
    }),
  );
  const sizes = documents.map(({ byteLength }) => byteLength);
  console.log(JSON.stringify({ peakKilobytes: process.resourceUsage().maxRSS, sizes }));
}

/** 10 MiB of small objects, no two of one shape: each a costly thing once it is built. */
function largeAnswer(seed: number): Buffer {
  const body = Buffer.alloc(MAX_RESULT_BYTES, ' ');
  let end = body.write('{"status":"COMPLETED","fileId":"file_789ghi","data":{"tables":{"t":{"rows":[');
  for (let row = 0; row < OBJECTS; row += 1) {
    end += body.write(`{"c${seed * OBJECTS + row + 1_000_000}":"abcde"},`, end);
  }
  body.write(']}}}}', end - 1);
  return body;
}

void main();
