import { capital, nameResource } from '../src/analysis/recipient.ts';
import { literal } from '../src/values/value.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'database-iam-authentication',
  title: 'Database takes passwords only and no credentials of IAM',
  category: 'secrets',
  severity: 'low',
  confidence: 'high',
  preset: 'all',
  docs: {
    why: 'A password of a database lives long and is shared by everybody who has it. With authentication by IAM a caller signs in with a token that is good for fifteen minutes, and policies say who may.',
    fix: 'Set `EnableIAMDatabaseAuthentication: true`, or for Neptune `IamAuthEnabled: true`.',
    exceptions:
      'A client that cannot make tokens, or more new connections in a second than IAM authentication takes.',
    references: [
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html',
      'https://docs.aws.amazon.com/neptune/latest/userguide/iam-auth.html',
    ],
  },
  covers: ['rds-iam-auth-disabled', 'neptune-iam-auth-disabled'],
  also: {
    checkov: ['CKV_AWS_161', 'CKV_AWS_162'],
    'cdk-nag': ['AuroraMySQLPostgresIAMAuth', 'NeptuneClusterIAMAuth'],
    trivy: ['AWS-0176'],
    kics: ['9fcd0a0a-9b6f-4670-a215-d94e6bf3f184', 'a3aa0087-8228-4e7e-b202-dc9036972d02'],
    'checkov-terraform': ['CKV_AWS_359'],
  },
  examples: {
    bad: [
      {
        title: 'Switched off, and not switched on',
        template: `
Resources:
  Orders: # flagged
    Type: AWS::RDS::DBCluster
    Properties:
      Engine: aurora-postgresql
  Graph:
    Type: AWS::Neptune::DBCluster
    Properties:
      IamAuthEnabled: false # flagged
`,
      },
    ],
    good: [
      {
        title: 'Switched on, a member of a cluster, and engines that do not have it',
        template: `
Resources:
  Orders:
    Type: AWS::RDS::DBCluster
    Properties: { Engine: aurora-postgresql, EnableIAMDatabaseAuthentication: true }
  Member:
    Type: AWS::RDS::DBInstance
    Properties: { Engine: aurora-postgresql, DBClusterIdentifier: !Ref Orders }
  Legacy:
    Type: AWS::RDS::DBInstance
    Properties: { Engine: oracle-se2 }
  Graph:
    Type: AWS::Neptune::DBCluster
    Properties: { IamAuthEnabled: true }
`,
      },
    ],
  },
  visit: {
    types: ['AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::Neptune::DBCluster'],
    resource(resource, context) {
      const { graph } = context;
      const isGraph = resource.type === 'AWS::Neptune::DBCluster';
      if (!isGraph) {
        const engines = graph.property(resource, 'Engine');
        if (!engines.some(({ text }) => text && ENGINES.test(literal(text) ?? ''))) return;
        if (graph.property(resource, 'DBClusterIdentifier').length > 0) return;
      }
      const name = isGraph ? 'IamAuthEnabled' : 'EnableIAMDatabaseAuthentication';
      const message = `${capital(nameResource(resource))} takes no credentials of IAM, only passwords. Set \`${name}: true\``;
      for (const value of graph.property(resource, name))
        if (value.text && literal(value.text) === 'false')
          context.report({ at: value, when: value.when, message, evidence: name });
      for (const when of graph.absence(resource, name))
        context.report({ at: { node: resource.id }, when, message, evidence: name });
    },
  },
});

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.RDS_Fea_Regions_DB-eng.Feature.IamDatabaseAuthentication.html */
const ENGINES = /^(?:aurora|aurora-mysql|aurora-postgresql|mysql|mariadb|postgres)$/;
