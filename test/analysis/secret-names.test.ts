import { describe, expect, it } from 'vitest';
import { canBeSecret, isSecretName } from '../../src/analysis/secret-names.ts';

describe('isSecretName', () => {
  it.each([
    'Password', 'DBPassword', 'db_password', 'DB_PASSWORD_', 'MasterUserPassword', '/app/client-secret', 'ApiKey', 'API_KEY',
    'GithubToken', 'AWS_SECRET_ACCESS_KEY', 'PrivateKey', 'adminPwd',
  ])('takes %s for the name of a secret', (name) => {
    expect(isSecretName(name)).toBe(true);
  }); // prettier-ignore

  it.each([
    'SecretArn', 'SecretName', 'PasswordLength', 'PasswordSecret', 'KeyName', 'KmsKeyId', 'PublicKey', 'Token', 'TokenExpiry',
    'EnablePassword', 'RequirePassword', 'UsePrivateKey', 'Compass', 'Bypass', '', 'Secret',
  ])('takes %j for another name', (name) => {
    expect(isSecretName(name)).toBe(false);
  }); // prettier-ignore
});

describe('canBeSecret', () => {
  it('leaves out what leads to a secret or switches something', () => {
    expect(['correct-horse', 'hunter22', 'a/b+c=='].map(canBeSecret)).toEqual([true, true, true]);
    for (const value of [
      'arn:aws:x',
      '/app/password',
      'https://x',
      '$PASSWORD',
      '`cat x`',
      'true',
      '30',
      'abc',
      '',
    ])
      expect(canBeSecret(value)).toBe(false);
  });
});
