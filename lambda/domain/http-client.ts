export interface HttpGet {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Epoch milliseconds; the client may end earlier by its own limit. */
  readonly deadline: number;
  readonly maxBytes: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/**
 * A GET over https to a public address; redirects are not followed. Any status is an answer.
 * @throws ProviderError `transient` for network and time-out, `permanent` for a body over `maxBytes` or a refused address
 */
export interface HttpClient {
  get(request: HttpGet): Promise<HttpResponse>;
}
