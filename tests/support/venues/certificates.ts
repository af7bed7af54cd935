import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its key, both as PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

interface Party {
  name: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

const DAY_MS = 86_400_000;
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const BASIC_CONSTRAINTS = '2.5.29.19';

/**
 * A certificate authority that exists for one test only. Node makes keys and signatures but no
 * certificates, so they are written here: X.509 version 3 (RFC 5280) in DER.
 */
export class TestAuthority {
  private readonly own: Party;
  /** The authority's own certificate, as NODE_EXTRA_CA_CERTS takes it. */
  readonly cert: string;

  constructor(private readonly now: number) {
    this.own = party('Deltagrid test authority');
    const isAuthority = extension(BASIC_CONSTRAINTS, sequence(BOOLEAN_TRUE), true);
    this.cert = this.certify(this.own, isAuthority);
  }

  /** A certificate for exactly this host name. */
  issue(host: string): Certificate {
    const subject = party(host);
    const names = sequence(tagged(0x82, Buffer.from(host, 'ascii')));
    return {
      cert: this.certify(subject, extension(SUBJECT_ALTERNATIVE_NAME, names, false)),
      key: subject.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  private certify({ name, publicKey }: Party, ...extensions: Buffer[]): string {
    const algorithm = sequence(objectId(ECDSA_WITH_SHA256));
    const signed = sequence(
      tagged(0xa0, integer(Buffer.from([2]))),
      integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
      algorithm,
      nameOf(this.own.name),
      sequence(time(this.now - DAY_MS), time(this.now + 7 * DAY_MS)),
      nameOf(name),
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', signed, this.own.privateKey);
    const whole = sequence(signed, algorithm, tagged(0x03, Buffer.from([0]), signature));
    const lines = whole.toString('base64').replace(/(.{64})/g, '$1\n');
    return `-----BEGIN CERTIFICATE-----\n${lines.trimEnd()}\n-----END CERTIFICATE-----\n`;
  }
}

function party(name: string): Party {
  return { name, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
}

/** One value: tag, length, contents. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const contents = Buffer.concat(parts);
  const { length } = contents;
  const bytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), contents]);
}

const BOOLEAN_TRUE = tagged(0x01, Buffer.from([0xff]));

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = rest.flatMap((part) => {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return tagged(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

/** UTCTime: YYMMDDHHMMSSZ. */
function time(at: number): Buffer {
  const text = new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return tagged(0x17, Buffer.from(`${text}Z`, 'ascii'));
}

function nameOf(commonName: string): Buffer {
  const text = tagged(0x0c, Buffer.from(commonName, 'utf8'));
  return sequence(tagged(0x31, sequence(objectId(COMMON_NAME), text)));
}

function extension(id: string, value: Buffer, isCritical: boolean): Buffer {
  const critical = isCritical ? [BOOLEAN_TRUE] : [];
  return sequence(objectId(id), ...critical, tagged(0x04, value));
}
