// Stacks, a Stage and a nested stack. CASE says what is wrong in them.
import { App, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  Effect,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { IamLintPlugin } from 'iam-lint/cdk';

const wrong = process.env.CASE !== 'good';
const everything = () =>
  new PolicyStatement({
    effect: Effect.ALLOW,
    actions: wrong ? ['*'] : ['s3:GetObject'],
    resources: wrong ? ['*'] : ['arn:aws:s3:::example/*'],
  });

class Data extends Stack {
  constructor(scope, id) {
    super(scope, id, { env: { account: '111122223333', region: 'eu-west-1' } });
    this.robot = new Role(this, 'Robot', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.robot.addToPolicy(everything());
  }
}

class Inner extends NestedStack {
  constructor(scope, id) {
    super(scope, id);
    new ManagedPolicy(this, 'Wide', { statements: [everything()] });
  }
}

class Api extends Stack {
  constructor(scope, id) {
    super(scope, id);
    new Inner(this, 'Inner');
    this.accepted = new Role(this, 'Accepted', { assumedBy: new AccountRootPrincipal() });
    this.accepted.addToPolicy(everything());
  }
}

const app = new App();
new Data(app, 'Data');
const prod = new Stage(app, 'Prod');
const api = new Api(prod, 'Api');
if (wrong)
  for (const id of ['no-admin-statement'])
    Validations.of(api.accepted).acknowledge({
      id: `iam-lint::${id}`,
      reason: 'the way in when all else fails',
    });

const onlyAdmins = { rules: { 'no-admin-statement': 'critical' } };
Validations.of(process.env.CASE === 'stage' ? prod : app).addPlugins(
  new IamLintPlugin({ config: process.env.CASE === 'lenient' ? { failOn: 'none' } : onlyAdmins }),
);
app.synth();
