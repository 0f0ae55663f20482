import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { Agent, type AgentOptions } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { isPublicAddress } from './public-address';

/** Code of the error that ends a connection to a private address. */
export const REFUSED_ADDRESS = 'ERR_REFUSED_ADDRESS';

export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

export interface PublicAgentProps extends Omit<AgentOptions, 'lookup'> {
  readonly resolve?: Resolve | undefined;
}

/**
 * Connects over TLS to public addresses only. A name is refused in the socket's own lookup if one of its
 * addresses is not public. The address that the socket really has is checked again before the handshake begins.
 */
export class PublicAgent extends Agent {
  constructor({ resolve = lookup, ...options }: PublicAgentProps) {
    // Runs where the connection is made, so a name that changes its answer after a check gains nothing.
    const publicLookup: LookupFunction = (host, lookupOptions, callback) => {
      resolve(host, { ...lookupOptions, all: true }, (error, addresses) => {
        const first = addresses?.[0];
        if (error) {
          callback(error, '', 0);
        } else if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
          callback(refused(), '', 0);
        } else if (lookupOptions.all) {
          callback(null, addresses);
        } else {
          callback(null, first.address, first.family);
        }
      });
    };
    super({ ...options, lookup: publicLookup });
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

function refused(): Error {
  return Object.assign(new Error('The name leads to an address that is not public.'), {
    code: REFUSED_ADDRESS,
  });
}
