import { ConfigurationError } from '../../../lib/model/errors';
import { journalFile, keyFingerprint, parseCredential } from '../../../lib/session/settings';

const GOOD = {
  environment: 'mainnet',
  apiKey: ' a-key ',
  apiSecret: 'a-secret',
  simulatorUrl: '',
  journalName: 'default',
};

describe('a credential', () => {
  it('of Testnet or Mainnet has both keys, trimmed', () => {
    for (const environment of ['testnet', 'mainnet']) {
      expect(parseCredential({ ...GOOD, environment })).toMatchObject({ apiKey: 'a-key' });
    }
  });

  it('of the Simulator may have none', () => {
    const keyless = { ...GOOD, environment: 'simulator', apiKey: '', apiSecret: '' };
    expect(parseCredential(keyless)).toMatchObject({ environment: 'simulator' });
  });

  it.each([
    ['no key', { apiKey: ' ' }, '"apiKey"'],
    ['no secret', { apiSecret: '' }, '"apiSecret"'],
    ['a private key', { apiSecret: '-----BEGIN PRIVATE KEY-----' }, 'signed with HMAC'],
    ['an environment that is none', { environment: 'live' }, '"environment"'],
  ])('with %s is refused by name', (_what, change, expected) => {
    const parse = () => parseCredential({ ...GOOD, ...change });
    expect(parse).toThrow(ConfigurationError);
    expect(parse).toThrow(expected);
    expect(parse).not.toThrow('a-secret');
  });

  it('has a journal and a fingerprint of its own in every environment', () => {
    const environments = ['simulator', 'testnet', 'mainnet'] as const;
    const credentials = environments.map((environment) =>
      parseCredential({ ...GOOD, environment }),
    );
    const files = credentials.map((credential) => journalFile('/n8n', credential));
    const names = environments.map((environment) => keyFingerprint(environment, '', 'a-key'));
    expect(new Set(files).size).toBe(3);
    expect(new Set(names).size).toBe(3);
    expect(names.join()).not.toContain('a-key');
  });
});
