import { post } from '../../../local/simulators/deliver';
import { startLoopbackServer } from '../../support/network/loopback-server';

describe('post', () => {
  it('reaches this machine by a name below .localhost, and keeps it as the Host header', async () => {
    const hosts: (string | undefined)[] = [];
    const { origin, stop } = await startLoopbackServer((request, response) => {
      hosts.push(request.headers.host);
      response.end('taken');
    });
    const host = `f177e97f.execute-api.localhost:${new URL(origin).port}`;
    try {
      expect(await post(`http://${host}/webhooks/limai`, {}, Buffer.from('{}'))).toEqual({
        status: 200,
        body: 'taken',
      });
      expect(hosts).toEqual([host]);
    } finally {
      await stop();
    }
  });
});
