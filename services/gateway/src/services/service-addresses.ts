import { InvalidConfiguration } from '@opsledger/platform';

/** Where a service is to be reached. */
export type ServiceAddress = Readonly<{ name: string; url: string }>;

const ENTRY = /^([a-z]+(?:-[a-z]+)*)=(https?:\/\/[^\s/]+)\/?$/;

/** Reads `SERVICES`: names and addresses, such as `operations=http://operations:3000`, separated by commas. */
export const serviceAddressesFrom = ({
  SERVICES = '',
}: Readonly<Record<string, string | undefined>>): readonly ServiceAddress[] => {
  const entries = SERVICES.split(',').map((entry) => entry.trim());
  const addresses = entries.map((entry) => {
    const [, name, url] = ENTRY.exec(entry) ?? [];
    if (name !== undefined && url !== undefined) return { name, url };
    throw new InvalidConfiguration(
      `SERVICES=${SERVICES}: "${entry}" is not the name of a service and its address, such as operations=http://127.0.0.1:3001`,
    );
  });
  const names = addresses.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new InvalidConfiguration(`SERVICES=${SERVICES} names a service twice`);
  return addresses;
};
