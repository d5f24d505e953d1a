import { InvalidConfiguration } from '@opsledger/platform';

/** Where a service is to be reached: each of its processes has all of it. */
export type ServiceAddress = Readonly<{ name: string; urls: readonly string[] }>;

const ENTRY = /^(?:([a-z]+(?:-[a-z]+)*)=)?(https?:\/\/[^\s/]+)\/?$/;

/**
 * Reads `SERVICES`: names and addresses, such as `operations=http://operations:3000`, separated by commas. An address without a name is
 * that of one more process of the service before it.
 */
export const serviceAddressesFrom = ({
  SERVICES = '',
}: Readonly<Record<string, string | undefined>>): readonly ServiceAddress[] => {
  const addresses = new Map<string, string[]>();
  const seen = new Set<string>();
  let service: string | undefined;
  for (const entry of SERVICES.split(',').map((one) => one.trim())) {
    const [, name, url] = ENTRY.exec(entry) ?? [];
    if (name !== undefined && addresses.has(name))
      throw new InvalidConfiguration(`SERVICES=${SERVICES} names a service twice`);
    service = name ?? service;
    if (service === undefined || url === undefined)
      throw new InvalidConfiguration(
        `SERVICES=${SERVICES}: "${entry}" is not the name of a service and its address, such as operations=http://127.0.0.1:3001`,
      );
    if (seen.has(url)) throw new InvalidConfiguration(`SERVICES=${SERVICES} has an address twice`);
    seen.add(url);
    addresses.set(service, [...(addresses.get(service) ?? []), url]);
  }
  return [...addresses].map(([name, urls]) => ({ name, urls }));
};
