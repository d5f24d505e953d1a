import { isAbsolute } from 'node:path';
import { InvalidConfiguration, loadConfiguration } from './configuration.js';

describe('the configuration', () => {
  it('listens on loopback and keeps its data in the repository unless it is told otherwise', () => {
    const { host, port, dataFolder, logLevel } = loadConfiguration({});
    expect({ host, port, logLevel }).toEqual({ host: '127.0.0.1', port: 3000, logLevel: 'info' });
    expect(isAbsolute(dataFolder) && dataFolder.endsWith('/var')).toBe(true);
  });

  it('takes what is set, and nothing for what is set to nothing', () => {
    const given = { PORT: '8080', HOST: '0.0.0.0', DATA_DIR: '/srv/opsledger', LOG_LEVEL: 'debug', PROFILE: '' };
    expect(loadConfiguration(given)).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      dataFolder: '/srv/opsledger',
      logLevel: 'debug',
      profile: 'embedded',
    });
  });

  it('names everything that is wrong at once, by the name of the variable', () => {
    const load = () => loadConfiguration({ PORT: '70000', LOG_LEVEL: 'loud', PROFILE: 'cloud' });
    expect(load).toThrow(InvalidConfiguration);
    expect(load).toThrow(/PORT=70000: PORT must not be greater than 65535[^]*LOG_LEVEL=loud[^]*PROFILE=cloud/);
  });

  it('the distributed profile needs an address of MongoDB, which is told to nobody', () => {
    const MONGODB_URI = 'mongodb://opsledger:secret@db.example.org/?replicaSet=rs0';
    expect(loadConfiguration({ PROFILE: 'distributed', MONGODB_URI })).toMatchObject({ mongodbUri: MONGODB_URI });
    expect(() => loadConfiguration({ PROFILE: 'distributed' })).toThrow(/^[^]*MONGODB_URI: MONGODB_URI must be/);
    const wrong = () => loadConfiguration({ PROFILE: 'distributed', MONGODB_URI: 'http://opsledger:secret@db' });
    expect(wrong).toThrow(/MONGODB_URI/);
    expect(wrong).not.toThrow(/secret/);
  });

  it.each(['80a', '-1', '1.5', 'NaN'])('%s is no port', (PORT) =>
    expect(() => loadConfiguration({ PORT })).toThrow(/PORT=/),
  );
});
