import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address';

/** Code of the error with which a connection to a private address is refused. */
export const REFUSED_ADDRESS = 'ERR_REFUSED_ADDRESS';

export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * DNS lookup for a socket that refuses a name as soon as one of its addresses is not public. It runs where the connection
 * is made, so a name that changes its answer between a check and the connection gains nothing.
 */
export function publicLookup(resolve: Resolve = lookup): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      const refusal = error ?? refusalOf(addresses);
      const first = addresses?.[0];
      if (refusal || !first) {
        callback(refusal ?? refused(), '', 0);
      } else if (options.all) {
        callback(null, addresses);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

function refusalOf(addresses: readonly LookupAddress[]): Error | null {
  return addresses.every(({ address }) => isPublicAddress(address)) ? null : refused();
}

/** What a connection to an address that is not public ends with. */
export function refused(): Error {
  return Object.assign(new Error('The name leads to an address that is not public.'), {
    code: REFUSED_ADDRESS,
  });
}
