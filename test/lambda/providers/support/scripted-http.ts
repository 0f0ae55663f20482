import { ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import type { HttpClient, HttpGet, HttpResponse } from '../../../../lambda/domain/provider/provider';

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Answers the API's calls; a link (a GET without our token) is gone. */
export function apiAnswering(answer: ScriptedAnswer | Error): ScriptedHttp {
  return new ScriptedHttp((request) => (request.headers?.authorization ? answer : { status: 410 }));
}

/** An HttpClient that answers by a script and remembers what it was asked; it keeps the contract's size limit. */
export class ScriptedHttp implements HttpClient {
  readonly requests: HttpGet[] = [];

  constructor(private readonly script: (request: HttpGet, index: number) => ScriptedAnswer | Error) {}

  async get(request: HttpGet): Promise<HttpResponse> {
    const answer = this.script(request, this.requests.push(request) - 1);
    if (answer instanceof Error) {
      throw answer;
    }
    const body = Buffer.from(answer.body ?? '');
    if (body.byteLength > request.maxBytes) {
      throw new ProviderError('permanent', 'The answer is over the limit.');
    }
    return { status: answer.status, headers: answer.headers ?? {}, body };
  }
}
