/**
 * Accounts from which Elastic Load Balancing writes access logs, one for each region that opened before August 2022; later
 * ones have a service principal. https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-access-logs.html#attach-bucket-policy
 */
const ELASTIC_LOAD_BALANCING = [
  '009996457667',
  '027434742980',
  '033677994240',
  '037604701340',
  '048591011584',
  '054676820928',
  '076674570225',
  '098369216593',
  '114774131450',
  '127311923021',
  '156460612806',
  '190560391635',
  '383597477331',
  '507241528517',
  '582318560864',
  '600734575887',
  '635631232127',
  '638102146993',
  '652711504416',
  '718504428378',
  '754344448648',
  '783225319266',
  '797873946194',
  '897822967062',
  '985666609251',
];

/** Accounts of AWS itself by id, with the service that works from them. */
export const AWS_ACCOUNTS: ReadonlyMap<string, string> = new Map(
  ELASTIC_LOAD_BALANCING.map((account) => [account, 'Elastic Load Balancing']),
);
