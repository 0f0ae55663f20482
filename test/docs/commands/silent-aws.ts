import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where requests of the AWS CLI end that no local engine answers: it counts them, and refuses each. */
export interface SilentAws {
  readonly url: string;
  close(): void;
}

/** Its answer is an error in each of AWS's protocols, so that the AWS CLI neither retries nor waits. */
const XML = '<ErrorResponse><Error><Code>ParsedOnly</Code><Message>parsed</Message></Error></ErrorResponse>';

export async function startSilentAws(): Promise<SilentAws> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const isJson = /json/.test(request.headers['content-type'] ?? '');
      const body = isJson ? JSON.stringify({ __type: 'ParsedOnly', message: 'parsed' }) : XML;
      response.writeHead(400, { 'x-amzn-errortype': 'ParsedOnly' }).end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
