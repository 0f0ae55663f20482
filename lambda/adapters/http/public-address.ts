import { BlockList, isIP } from 'node:net';

/** What is not the public internet (IANA special-purpose registries), the cloud's metadata addresses included. */
const SPECIAL_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** Only 2000::/3 is routed; inside it, what embeds an IPv4 address (Teredo, 6to4) or is for documentation. */
const SPECIAL_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const special = new BlockList();
for (const [net, prefix] of SPECIAL_IPV4) {
  special.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of SPECIAL_IPV6) {
  special.addSubnet(net, prefix, 'ipv6');
}

const routedIpv6 = new BlockList();
routedIpv6.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address belongs to the public internet; anything that is no address, or names a zone of this machine, does not. */
export function isPublicAddress(address: string): boolean {
  const family = address.includes('%') ? 0 : isIP(address);
  if (family === 4) {
    return !special.check(address, 'ipv4');
  }
  return family === 6 && routedIpv6.check(address, 'ipv6') && !special.check(address, 'ipv6');
}
