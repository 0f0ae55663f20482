import { CREDENTIALS, REGION } from './aws-environment';

/** Calls of services that this repository has no SDK client for. MiniStack reads the service from the signature's scope and checks no signature. */
export class Emulator {
  constructor(readonly url: string) {}

  /** A REST call: Lambda, API Gateway. */
  async rest<T>(service: string, path: string, put?: object): Promise<T> {
    const request = put ? { method: 'PUT', body: JSON.stringify(put) } : {};
    return JSON.parse(await this.send(service, path, request)) as T;
  }

  /** A call of a JSON service, such as `Logs_20140328.DescribeLogGroups`. */
  async json<T>(service: string, target: string): Promise<T> {
    const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' };
    return JSON.parse(await this.send(service, '/', { method: 'POST', headers, body: '{}' })) as T;
  }

  /** A call of a query service (IAM), answered in XML. */
  query(service: string, action: string): Promise<string> {
    const body = new URLSearchParams({ Action: action, Version: '2010-05-08' });
    return this.send(service, '/', { method: 'POST', body });
  }

  private async send(service: string, path: string, { headers, ...request }: RequestInit): Promise<string> {
    const scope = `${CREDENTIALS.accessKeyId}/20200101/${REGION}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
    const response = await fetch(this.url + path, { ...request, headers: { authorization, ...headers } });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`MiniStack, ${service} ${path}: got ${response.status}, expected 200: ${text}`);
    }
    return text;
  }
}
