import { Agent, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { isPublicAddress } from './public-address';
import { publicLookup, type Resolve, refused } from './public-lookup';

export interface PublicAgentProps extends Omit<AgentOptions, 'lookup'> {
  readonly resolve?: Resolve | undefined;
}

/**
 * Connects over TLS to public addresses alone. A name is judged in the socket's own lookup, before a packet is sent; then
 * the address the socket really has is judged, however it came by it, before the handshake begins.
 */
export class PublicAgent extends Agent {
  constructor({ resolve, ...options }: PublicAgentProps) {
    super({ ...options, lookup: publicLookup(resolve) });
  }

  override createConnection(...args: Parameters<Agent['createConnection']>): Duplex | null | undefined {
    const socket = super.createConnection(...args) as TLSSocket;
    // Before Node's own listener, which begins the handshake.
    return socket.prependOnceListener('connect', () => {
      if (!isPublicAddress(socket.remoteAddress ?? '')) {
        socket.destroy(refused());
      }
    });
  }
}
