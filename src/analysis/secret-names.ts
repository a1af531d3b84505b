/** Words with which the name of a secret ends, written together and in lower case. */
const ENDINGS =
  /(?:password|passwd|passphrase|pwd|pass|secretkey|secretaccesskey|privatekey|apikey|apisecret|apitoken|accesstoken|authtoken|oauthtoken|bearertoken|refreshtoken|githubtoken|gitlabtoken|npmtoken|slacktoken|bottoken|personalaccesstoken|clientsecret|appsecret|sharedsecret|webhooksecret|jwtsecret|signingsecret|sessionsecret|encryptionkey|licensekey)$/;

/** A switch or a rule about a secret: `EnablePassword`, `RequirePassword`. */
const SWITCH =
  /^(?:use|enable|disable|create|generate|has|require|requires|reset|rotate|allow|manage|skip|no|is|show)(?=[A-Z_-])/i;

/**
 * Whether a name says that a secret itself stands under it: `DBPassword`, `api_key`, `/app/client-secret`, and not
 * `SecretArn`, `PasswordLength`, `KeyName`. Words that as often name something that points to a secret (`Secret`, `Token`)
 * are left out.
 */
export function isSecretName(name: string): boolean {
  const last = name.split('/').at(-1) ?? name;
  const together = last.replace(/[^A-Za-z]/g, '').toLowerCase();
  return (
    ENDINGS.test(together) && !SWITCH.test(last) && !/(?:public|bypass|compass|encompass|kms)/.test(together)
  );
}

/**
 * Whether a value that stands under the name of a secret can be one: no ARN, address, path or name of a variable that
 * leads to it, no switch, no number of days.
 */
export function canBeSecret(value: string): boolean {
  const text = value.trim();
  return (
    text.length >= 4 &&
    !/^(?:arn:|https?:|s3:|\/|\$|`|%|\{\{|<|ssm:|secretsmanager:)/i.test(text) &&
    !/^(?:true|false|yes|no|none|null|enabled|disabled|optional|required|\d{1,3})$/i.test(text)
  );
}
