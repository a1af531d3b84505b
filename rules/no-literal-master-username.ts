import { nameResource } from '../src/analysis/recipient.ts';
import { isWrittenSecret, parametersIn } from '../src/analysis/secret-values.ts';
import { defineRule } from '../src/rule/rule.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html and its like */
const USERNAMES: Readonly<Record<string, string>> = {
  'AWS::RDS::DBInstance': 'MasterUsername',
  'AWS::RDS::DBCluster': 'MasterUsername',
  'AWS::DocDB::DBCluster': 'MasterUsername',
  'AWS::DocDBElastic::Cluster': 'AdminUserName',
  'AWS::Redshift::Cluster': 'MasterUsername',
  'AWS::RedshiftServerless::Namespace': 'AdminUsername',
};

export default defineRule({
  id: 'no-literal-master-username',
  title: 'Name of a database administrator can be read in the template',
  category: 'secrets',
  severity: 'low',
  confidence: 'medium',
  preset: 'all',
  docs: {
    why: 'Whoever guesses passwords has half of the work done when the name of the administrator is known. A user name is no secret, so that this is a matter of taste.',
    fix: 'Let Secrets Manager hold the name beside the password and refer to both with `{{resolve:secretsmanager:…}}`, or take the name from a parameter with `NoEcho`.',
    exceptions: 'Nearly always: protect the password instead.',
    references: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html',
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html',
    ],
  },
  covers: [],
  also: { cfn_nag: ['F24'], 'guard-registry': ['RDS_MASTER_USER_NAME_NO_PLAINTEXT_PASSWORD'] },
  examples: {
    bad: [
      {
        title: 'Written, and from a parameter that is shown',
        template: `
Parameters:
  Name: { Type: String }
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: { MasterUsername: admin } # flagged
  Cluster:
    Type: AWS::Redshift::Cluster
    Properties:
      MasterUsername: !Ref Name # flagged
`,
      },
    ],
    good: [
      {
        title: 'Hidden, from Secrets Manager, or none',
        template: `
Parameters:
  Name: { Type: String, NoEcho: true }
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: { MasterUsername: !Ref Name }
  Cluster:
    Type: AWS::Redshift::Cluster
    Properties: { MasterUsername: "{{resolve:secretsmanager:app:SecretString:username}}" }
  Replica:
    Type: AWS::RDS::DBInstance
    Properties: { SourceDBInstanceIdentifier: !Ref Database }
`,
      },
    ],
  },
  visit: {
    types: Object.keys(USERNAMES),
    resource(database, context) {
      const property = USERNAMES[database.type]!;
      for (const value of context.graph.property(database, property)) {
        const parameters = parametersIn(value.text?.node ?? value.node, database.template);
        const isShown =
          parameters.length > 0
            ? parameters.some((parameter) => !parameter.noEcho || parameter.default !== undefined)
            : value.text !== undefined && isWrittenSecret(value.text);
        if (!isShown) continue;
        context.report({
          at: value,
          when: value.when.filter(({ kind }) => kind === 'condition'),
          message: `The administrator of ${nameResource(database)} has a name that everybody who may read the template or describe the stack knows. Take it from Secrets Manager together with the password`,
          evidence: property,
        });
      }
    },
  },
});
