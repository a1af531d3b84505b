import { describe, expect, it } from 'vitest';
import { findCredentials, isSecretAccessKey } from '../../src/analysis/credential-patterns.ts';

// Put together, so that no scanner takes the test for a leak.
const ID = `AKIA${'QYLPMN5HHHFPZAM2'}`;
const SECRET = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPL3KEY'].join('/');
const BODY = 'MIIEpAIBAAKCAQEA1c7rj4Wm9Qz0pYx3uTn6bVbq8fKk2Lh5';

const found = (text: string): string[] =>
  findCredentials(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

describe('findCredentials', () => {
  it('finds ids of access keys anywhere', () => {
    expect(found(`export AWS_ACCESS_KEY_ID=${ID}\n`)).toEqual([`access-key-id ${ID}`]);
    expect(found(ID.replace('AKIA', 'ASIA'))).toHaveLength(1);
  });

  it('finds secrets behind their name', () => {
    for (const text of [
      `aws_secret_access_key = ${SECRET}`,
      `AWS_SECRET_ACCESS_KEY="${SECRET}"`,
      `{\\"SecretKey\\": \\"${SECRET}\\"}`,
      `secretAccessKey: '${SECRET}'`,
    ])
      expect(found(text)).toEqual([`secret-access-key ${SECRET}`]);
    expect(isSecretAccessKey('secret_key', SECRET)).toBe(true);
    expect(isSecretAccessKey('Checksum', SECRET)).toBe(false);
  });

  it('finds session tokens and private keys', () => {
    expect(found(`token IQoJb3JpZ2lu${'aB3'.repeat(40)}`)).toHaveLength(1);
    expect(found(`-----BEGIN RSA PRIVATE KEY-----\n${BODY}\n`)).toHaveLength(1);
    expect(found(`-----BEGIN OPENSSH PRIVATE KEY-----\\n${BODY}`)).toHaveLength(1);
  });

  it.each([
    'AKIAIOSFODNN7EXAMPLE',
    'AKIAXXXXXXXXXXXXXXXX',
    'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    // Ids of a user and of a role, a hash, base64 that happens to hold the prefix.
    'AIDAQYLPMN5HHHFPZAM2 AROAQYLPMN5HHHFPZAM2',
    'secret_key: da39a3ee5e6b4b0d3255bfef95601890afd80709',
    `QUJD${ID}REVG`,
    // Code that looks for keys.
    "if '-----BEGIN PRIVATE KEY-----' in text: return load(text)",
    '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1c7rj4',
  ])('leaves %s alone', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('ends on texts that are nearly credentials all the way', () => {
    const hostile = `secret_key=${'a'.repeat(39)}\n`.repeat(20_000) + '-----BEGIN '.repeat(20_000);
    expect(found(hostile)).toEqual([]);
  });
});
