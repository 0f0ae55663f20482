export interface HttpGet {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Epoch milliseconds; the client may end earlier by its own limit. */
  readonly deadline: number;
  /** Of the body, as sent and as decoded. */
  readonly maxBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Decoded from the encodings that `content-encoding` names; empty where that fails and the status is not 200. */
  readonly body: Uint8Array;
}

/**
 * A GET over https to a public address; redirects are not followed. Any status is an answer.
 * @throws ProviderError `transient` for network, time-out and a body that cannot be decoded; `permanent` for a body over `maxBytes`
 * or a refused address
 */
export interface HttpClient {
  get(request: HttpGet): Promise<HttpResponse>;
}
