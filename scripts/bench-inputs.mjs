// Made-up templates of a given size for the bench; the same at every run.

const trust = (service) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
});

/** A function with its role and policy, as CDK writes them: four resources. */
function functionResources(n) {
  const path = `Stack/Function${n}`;
  return {
    [`Role${n}`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: trust('lambda.amazonaws.com'),
        ManagedPolicyArns: [
          {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
              ],
            ],
          },
        ],
      },
      Metadata: { 'aws:cdk:path': `${path}/ServiceRole/Resource` },
    },
    [`Policy${n}`]: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: `Policy${n}`,
        Roles: [{ Ref: `Role${n}` }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
              Resource: [{ 'Fn::GetAtt': [`Table${n}`, 'Arn'] }, { 'Fn::Sub': `\${Table${n}.Arn}/index/*` }],
            },
            { Effect: 'Allow', Action: n % 5 === 0 ? 's3:*' : 's3:GetObject*', Resource: '*' },
          ],
        },
      },
      Metadata: { 'aws:cdk:path': `${path}/ServiceRole/DefaultPolicy/Resource` },
    },
    [`Function${n}`]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': [`Role${n}`, 'Arn'] },
        Code: { ZipFile: '0' },
      },
      Metadata: { 'aws:cdk:path': `${path}/Resource` },
    },
    [`Table${n}`]: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      },
      Metadata: { 'aws:cdk:path': `Stack/Table${n}/Resource` },
    },
  };
}

/** Files of a cloud assembly by name: stacks of 500 resources, the most that CloudFormation takes. */
export function assemblyOf(resources) {
  const files = new Map();
  const artifacts = {};
  for (let stack = 0; stack * 500 < resources; stack++) {
    const template = { Resources: {} };
    for (let n = 0; n < Math.min(500, resources - stack * 500) / 4; n++)
      Object.assign(template.Resources, functionResources(n));
    const templateFile = `Stack${stack}.template.json`;
    files.set(templateFile, JSON.stringify(template, null, 1));
    artifacts[`Stack${stack}`] = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://111122223333/eu-central-1',
      properties: { templateFile },
      displayName: `Stack${stack}`,
    };
  }
  files.set('manifest.json', JSON.stringify({ version: '54.0.0', artifacts }, null, 1));
  return files;
}

/** A hand-written looking stack that exports a role and uses that of the stack before it. */
export function templateOf(n) {
  return `AWSTemplateFormatVersion: '2010-09-09'
Description: Service ${n}
Parameters:
  Stage: { Type: String, AllowedValues: [dev, prod], Default: dev }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub 'service-${n}-\${Stage}'
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { Service: ecs-tasks.amazonaws.com }
            Action: sts:AssumeRole
      Policies:
        - PolicyName: data
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, s3:PutObject]
                Resource: !Sub '\${Bucket.Arn}/*'
              - Effect: Allow
                Action: !If [IsProd, 'sqs:SendMessage', 'sqs:*']
                Resource: !Sub 'arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:service-${n}-*'
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      TaskRoleArn: !GetAtt Role.Arn
      ExecutionRoleArn: ${n === 0 ? '!GetAtt Role.Arn' : `!ImportValue service-${n - 1}-role`}
      ContainerDefinitions: [{ Name: app, Image: 'example/app:1' }]
Outputs:
  RoleArn:
    Value: !GetAtt Role.Arn
    Export: { Name: service-${n}-role }
`;
}

/** About 3 KB of YAML, the size of an ordinary hand-written stack, with an AWS managed policy attached to a group. */
export function smallTemplate(managedPolicy) {
  const [head, outputs] = templateOf(0).split(/^Outputs:\n/m);
  const users = ['Anna', 'Ben', 'Cleo', 'Dario', 'Emil', 'Frida', 'Gita'].map(
    (name) => `  ${name}:
    Type: AWS::IAM::User
    Properties:
      Groups: [!Ref Readers]
      PermissionsBoundary: !Sub 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:policy/people'
`,
  );
  const group = `  Readers:
    Type: AWS::IAM::Group
    Properties:
      ManagedPolicyArns: [!Sub 'arn:\${AWS::Partition}:iam::aws:policy/${managedPolicy}']
      Policies:
        - PolicyName: own-key
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Deny
                Action: ['iam:CreateAccessKey', 'iam:UpdateAccessKey']
                Resource: '*'
              - Effect: Allow
                Action: ['iam:ChangePassword', 'iam:GetUser']
                Resource: !Sub 'arn:\${AWS::Partition}:iam::\${AWS::AccountId}:user/\${!aws:username}'
`;
  return `${head}${group}${users.join('')}Outputs:\n${outputs}`;
}
