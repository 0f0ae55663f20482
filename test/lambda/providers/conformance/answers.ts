import { gzipSync } from 'node:zlib';
import { HttpsClient } from '../../../../lambda/adapters/http/https-client';
import type { IdentityMismatch, Provider } from '../../../../lambda/domain/provider/provider';
import { startLoopbackServer } from '../../../support/network/loopback-server';
import { fixture } from '../fixture';
import { errorFrom, eventOf, type FetchInput, fetchFrom } from '../support/fetch-from';
import { apiAnswering, type ScriptedHttp } from '../support/scripted-http';
import type { ConformanceCases } from './cases';

/** What an answer with HTTP 200 may turn out to be. */
export function describeAnswers<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  const bench: AnswerBench = {
    cases,
    attempt: (http, more) =>
      fetchFrom(provider, {
        delivery: fixture(provider.manifest.id, cases.fetched.delivery),
        http,
        options: cases.options,
        ...more,
      }),
  };
  describe('answers', () => {
    describeOtherDocuments(bench);
    describeLackingAnswers(bench);
    describeForms(bench);
    describeLostBody(provider, bench);
    describeFailures(provider, bench);
  });
}

interface AnswerBench {
  readonly cases: ConformanceCases;
  attempt(http: FetchInput['http'], more?: Partial<FetchInput>): ReturnType<typeof fetchFrom<unknown>>;
}

const answering = (body: string | Uint8Array): ScriptedHttp => apiAnswering({ status: 200, body });

function describeOtherDocuments({ cases, attempt }: AnswerBench): void {
  const rows = Object.entries(cases.fetched.otherDocuments).flatMap(([field, answers]) =>
    answers.map((answer) => [field, answer] as const),
  );

  it.each(rows)('never takes an answer with another %s for the event’s own: %s', async (field, answer) => {
    const mismatches: IdentityMismatch[] = [];
    const onMismatch = (mismatch: IdentityMismatch) => mismatches.push(mismatch);
    const error = await errorFrom(attempt(answering(answer), { onMismatch }));
    expect(error).toMatchObject({
      kind: 'identity_mismatch',
      message: expect.stringContaining(field),
    });
    expect(mismatches).toEqual([{ field, expected: expect.any(String), got: expect.any(String) }]);
    for (const id of [mismatches[0]?.expected, mismatches[0]?.got]) {
      expect(error.message).not.toContain(id);
    }
  });
}

function describeLackingAnswers({ cases, attempt }: AnswerBench): void {
  const { strangers, withoutData, nothingFound, purged } = cases.fetched;

  it.each(strangers)('asks again after an answer that is none of this call: %s', async (answer) => {
    expect(await errorFrom(attempt(answering(answer)))).toMatchObject({ kind: 'transient' });
  });

  it.each(withoutData)('never stores an answer that is complete without data: %s', async (answer) => {
    expect(await errorFrom(attempt(answering(answer)))).toMatchObject({ kind: 'empty_result' });
  });

  it.each(nothingFound)('stores an extraction that found nothing, marked empty: %s', async (answer) => {
    expect(await attempt(answering(answer))).toEqual({
      kind: 'data',
      extraction: Buffer.from(answer),
      empty: true,
    });
  });

  if (purged !== undefined) {
    it('knows what is left of data that was deleted, and never stores it', async () => {
      expect(await errorFrom(attempt(answering(purged)))).toMatchObject({ kind: 'no_longer_available' });
    });
  }
}

function describeForms({ cases, attempt }: AnswerBench): void {
  const body = cases.fetched.completed('{"a":1}');
  const data = { kind: 'data', extraction: Buffer.from(body) };

  it('reads an answer with a byte-order mark, and leaves the mark out', async () => {
    expect(await attempt(answering(`\ufeff${body}`))).toEqual(data);
  });

  it('reads an answer that comes compressed', async () => {
    const server = await startLoopbackServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body));
    });
    const client = new HttpsClient({ clock: { now: Date.now }, localOrigins: [server.origin] });
    const http = {
      get: (request: { url: string; maxBytes: number }) =>
        client.get({ ...request, deadline: Date.now() + 5_000 }),
    };
    const options = { ...cases.options, baseUrl: server.origin };
    const download = apiAnswering({ status: 200 });
    try {
      expect(await attempt(http, { options, download })).toEqual(data);
    } finally {
      client.close();
      await server.stop();
    }
  });
}

function describeLostBody<Options>(provider: Provider<Options>, { cases, attempt }: AnswerBench): void {
  it('has the data of an event whose body is lost by the ids of its record', async () => {
    const delivery = fixture(provider.manifest.id, cases.fetched.delivery);
    expect(eventOf(provider, delivery).documentId).toBeDefined();
    const body = cases.fetched.completed('{"a":1}');
    expect(await attempt(answering(body), { bodyLost: true })).toEqual({
      kind: 'data',
      extraction: Buffer.from(body),
    });
  });

  it('has the reason of a failure whose body is lost from the API', async () => {
    const { delivery, failed, reason } = cases.fetched.failure;
    const lost = { delivery: fixture(provider.manifest.id, delivery), bodyLost: true };
    expect(await attempt(answering(failed), lost)).toEqual({ kind: 'extraction_failed', reason });
  });
}

function describeFailures<Options>(provider: Provider<Options>, { cases, attempt }: AnswerBench): void {
  const { failure } = cases.fetched;
  const delivery = fixture(provider.manifest.id, failure.delivery);

  it('takes the word of an event that says it failed, without a call', async () => {
    const http = apiAnswering(new Error('no call was expected'));
    expect(await attempt(http, { delivery })).toMatchObject({ kind: 'extraction_failed' });
    expect(http.requests).toEqual([]);
  });

  it('asks the provider when a failed event is replayed, and takes what it says now', async () => {
    const replayed = { delivery, refetch: true };
    expect(await attempt(answering(failure.completed), replayed)).toMatchObject({ kind: 'data' });
    expect(await attempt(answering(failure.failed), replayed)).toEqual({
      kind: 'extraction_failed',
      reason: failure.reason,
    });
    expect(await errorFrom(attempt(apiAnswering({ status: 404 }), replayed))).toMatchObject({
      kind: 'not_found',
    });
  });
}
