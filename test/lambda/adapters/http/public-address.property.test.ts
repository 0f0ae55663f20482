import fc from 'fast-check';
import { isPublicAddress } from '../../../../lambda/adapters/http/public-address';

/**
 * IANA's special-purpose registries (https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry), every
 * block that is not "globally reachable", with multicast, which has registries of its own, and site-local (RFC 3879).
 */
const SPECIAL_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const SPECIAL_V6 = [
  '0:0:0:0:0:0:0:0/128',
  '0:0:0:0:0:0:0:1/128',
  '0:0:0:0:0:0:0:0/96',
  '0:0:0:0:0:ffff:0:0/96',
  '64:ff9b:0:0:0:0:0:0/96',
  '64:ff9b:1:0:0:0:0:0/48',
  '100:0:0:0:0:0:0:0/64',
  '100:0:0:1:0:0:0:0/64',
  '2001:0:0:0:0:0:0:0/23',
  '2001:db8:0:0:0:0:0:0/32',
  '2002:0:0:0:0:0:0:0/16',
  '3fff:0:0:0:0:0:0:0/20',
  '5f00:0:0:0:0:0:0:0/16',
  'fc00:0:0:0:0:0:0:0/7',
  'fe80:0:0:0:0:0:0:0/10',
  'fec0:0:0:0:0:0:0:0/10',
  'ff00:0:0:0:0:0:0:0/8',
];
/** Embed an IPv4 address that a router on the way may take out again. */
const EMBEDDING = ['::ffff:', '::', '64:ff9b::', '::ffff:0:'];

interface Family {
  readonly bits: number;
  readonly groupBits: number;
  readonly separator: string;
  readonly radix: number;
}
const V4: Family = { bits: 32, groupBits: 8, separator: '.', radix: 10 };
const V6: Family = { bits: 128, groupBits: 16, separator: ':', radix: 16 };

function toNumber(address: string, { groupBits, separator, radix }: Family): bigint {
  return address
    .split(separator)
    .reduce((sum, group) => (sum << BigInt(groupBits)) | BigInt(Number.parseInt(group, radix)), 0n);
}

function toText(value: bigint, { bits, groupBits, separator, radix }: Family): string {
  const groups = Array.from({ length: bits / groupBits }, (_, index) => {
    const shift = BigInt(bits - groupBits * (index + 1));
    return Number((value >> shift) & ((1n << BigInt(groupBits)) - 1n)).toString(radix);
  });
  return groups.join(separator);
}

function toBlock(block: string, family: Family): { readonly first: bigint; readonly size: bigint } {
  const [address = '', prefix] = block.split('/');
  return { first: toNumber(address, family), size: 1n << BigInt(family.bits - Number(prefix)) };
}

/** Addresses of one block, its two ends more often than chance would. */
function within(block: string, family: Family): fc.Arbitrary<string> {
  const { first, size } = toBlock(block, family);
  return fc
    .oneof(fc.constantFrom(0n, size - 1n), fc.bigInt(0n, size - 1n))
    .map((offset) => toText(first + offset, family));
}

function outside(blocks: readonly string[], from: string, family: Family): fc.Arbitrary<string> {
  const special = blocks.map((block) => toBlock(block, family));
  const { first, size } = toBlock(from, family);
  return fc
    .bigInt(first, first + size - 1n)
    .filter((value) => special.every((block) => value < block.first || value >= block.first + block.size))
    .map((value) => toText(value, family));
}

/** The same address as people and resolvers write it. */
function spellings(address: string): readonly string[] {
  const compressed = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const padded = address.replace(/[^:]+/g, (group) => group.padStart(4, '0'));
  return [address, compressed, padded, compressed.toUpperCase()];
}

describe('isPublicAddress and the registries of special addresses', () => {
  it.each(SPECIAL_V4)('lets nothing of %s through, in any embedding', (block) => {
    fc.assert(
      fc.property(within(block, V4), fc.constantFrom('', ...EMBEDDING), (address, prefix) => {
        return !isPublicAddress(`${prefix}${address}`);
      }),
    );
  });

  it.each(SPECIAL_V6)('lets nothing of %s through, however it is spelled', (block) => {
    fc.assert(fc.property(within(block, V6), (address) => !spellings(address).some(isPublicAddress)));
  });

  it('lets every other IPv4 address through', () => {
    fc.assert(fc.property(outside(SPECIAL_V4, '0.0.0.0/0', V4), isPublicAddress));
  });

  it('lets every other address of routed IPv6 through, and none of unrouted', () => {
    const routed = '2000:0:0:0:0:0:0:0/3';
    const every = '0:0:0:0:0:0:0:0/0';
    fc.assert(
      fc.property(outside(SPECIAL_V6, routed, V6), (address) => spellings(address).every(isPublicAddress)),
    );
    fc.assert(
      fc.property(outside([routed], every, V6), (address) => !spellings(address).some(isPublicAddress)),
    );
  });

  it('lets no public IPv4 address through that is wrapped into IPv6: who unwraps it is not known', () => {
    const wrapped = fc.tuple(fc.constantFrom(...EMBEDDING), outside(SPECIAL_V4, '0.0.0.0/0', V4));
    fc.assert(fc.property(wrapped, ([prefix, address]) => !isPublicAddress(`${prefix}${address}`)));
  });

  it('lets nothing through that is no address, or names a zone', () => {
    fc.assert(
      fc.property(fc.string(), (text) => !isPublicAddress(`${text}%eth0`) && !isPublicAddress(`x${text}`)),
    );
    expect(isPublicAddress('2600:1f18::1%eth0')).toBe(false);
  });
});
